package ai.openclaw.lb.benchmarks.simulation;

/**
 * The calls of a scenario: Poisson arrivals.
 *
 * @param load what they ask for, as a share of what all agents can do
 * @param sizes how much work each brings
 * @param callers processes with a pool of their own, to which calls come at random
 * @param sessions how many sessions the calls belong to, the k-th as often as 1 / k^1.1 says; 0: none
 * @param warmUpSeconds what passes before calls are counted
 * @param seconds for how long calls are counted, by their arrival
 */
record Traffic(
    double load, Sizes sizes, int callers, int sessions, int warmUpSeconds, int seconds) {
  /** One caller, lognormal sizes, 30 s and then 200 s. */
  static Traffic of(double load) {
    return new Traffic(load, Sizes.LOG_NORMAL, 1, 0, 30, 200);
  }

  Traffic sizes(Sizes newSizes) {
    return new Traffic(load, newSizes, callers, sessions, warmUpSeconds, seconds);
  }

  Traffic callers(int newCallers) {
    return new Traffic(load, sizes, newCallers, sessions, warmUpSeconds, seconds);
  }

  Traffic sessions(int newSessions) {
    return new Traffic(load, sizes, callers, newSessions, warmUpSeconds, seconds);
  }

  Traffic seconds(int newSeconds) {
    return seconds(warmUpSeconds, newSeconds);
  }

  Traffic seconds(int newWarmUpSeconds, int newSeconds) {
    return new Traffic(load, sizes, callers, sessions, newWarmUpSeconds, newSeconds);
  }

  /** All of it, in nanoseconds. */
  long endNanos() {
    return (warmUpSeconds + seconds) * EventLoop.SECOND;
  }

  /** What is not counted, in nanoseconds. */
  long warmUpNanos() {
    return warmUpSeconds * EventLoop.SECOND;
  }
}
