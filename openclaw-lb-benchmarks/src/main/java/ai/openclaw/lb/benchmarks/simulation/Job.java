package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.Outcome;

/**
 * One attempt as the agent sees it. The agent tells it of its first byte and of its end, the latter
 * once at most.
 */
abstract class Job {
  private final double work;
  private final double firstByteWork;

  /** Where the agent's progress has to be for the next of the two; kept by the agent. */
  double target;

  /** The agent's count of jobs when this one began to run; kept by the agent. */
  long order;

  boolean answering;

  /**
   * @param work what the request takes, in seconds of an agent of speed 1
   * @param firstByteShare the share of it that comes before the first byte
   */
  Job(double work, double firstByteShare) {
    this.work = work;
    this.firstByteWork = work * firstByteShare;
  }

  double work() {
    return work;
  }

  double firstByteWork() {
    return firstByteWork;
  }

  /** The first byte of the answer has come. */
  abstract void firstByte();

  /** The answer has ended. */
  abstract void done();

  /** The agent refused the job, or lost it. */
  abstract void failed(Outcome outcome);
}
