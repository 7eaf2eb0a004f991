package ai.openclaw.lb;

import java.util.Collection;

/**
 * Which of a pool's agents may be ejected for what attempts came to. Guarded by the pool's lock.
 *
 * <p>Where all agents have more to do than they can, all of them refuse or keep callers waiting. To take
 * one out then leaves more to the others, and so on: the pool would not recover when the load has.
 */
final class EjectionLimit {
  /**
   * How many times the failures of the best an agent has to have to stand out. With 2 chance is enough,
   * and up to half of an overloaded pool goes out.
   */
  private static final double OUTSTANDING = 3;

  private final double maxShare;

  /** At most this share of the agents, one at least. */
  EjectionLimit(double maxShare) {
    this.maxShare = maxShare;
  }

  /** Whether one more may be ejected: within the share, and never the last that is fit. */
  boolean allows(Member candidate, Collection<Member> all) {
    long ejected = all.stream().filter(member -> takesPlace(member.agent())).count();
    long others = all.stream()
        .filter(member -> member != candidate && member.agent().routable())
        .count();
    double most = Math.max(1, Math.floor(all.size() * maxShare));
    return others > 0 && ejected + 1 <= most;
  }

  /** Not one that would be out anyway: drained, down, or without weight, it may never be tried. */
  private static boolean takesPlace(PooledAgent agent) {
    return agent.state() == AgentState.EJECTED && agent.weight() > 0;
  }

  /**
   * Whether the candidate fails clearly more often than the best of the others. Those that are starting
   * slowly are no measure: nothing is known of them yet, and they could not take its calls.
   */
  boolean standsOut(Member candidate, Collection<Member> all, long nowNanos) {
    double best = all.stream()
        .filter(member -> member != candidate && member.condition().startShare(nowNanos) == 1)
        .map(Member::agent)
        .filter(PooledAgent::routable)
        .mapToDouble(agent -> failureShare(agent, nowNanos))
        .min()
        .orElse(1);
    return failureShare(candidate.agent(), nowNanos) >= OUTSTANDING * best;
  }

  private static double failureShare(PooledAgent agent, long nowNanos) {
    return agent.admission() instanceof InRotation rotation ? rotation.failureShare(nowNanos) : 0;
  }
}
