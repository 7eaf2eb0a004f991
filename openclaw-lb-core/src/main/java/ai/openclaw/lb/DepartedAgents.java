package ai.openclaw.lb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The attempts of agents that have left the pool, so that its totals never fall. An agent is held
 * only while attempts run on it. Guarded by the pool's lock.
 */
final class DepartedAgents {
  private final List<PooledAgent> leaving = new ArrayList<>();
  private long finished;
  private long succeeded;
  private long failed;

  void add(PooledAgent agent) {
    leaving.add(agent);
  }

  /** The status of a pool of these agents, in whose totals those that have left go on counting. */
  PoolStatus status(
      String pool, String algorithm, Collection<PooledAgent> present, CallCounts calls) {
    List<AgentStatus> statuses = new ArrayList<>(present.size());
    long attempts = attempts();
    long allSucceeded = succeeded();
    long allFailed = failed();
    for (PooledAgent agent : present) {
      AgentStatus status = agent.status();
      statuses.add(status);
      attempts += status.requests();
      allSucceeded += agent.succeeded();
      allFailed += status.failures();
    }
    return new PoolStatus(
        pool,
        algorithm,
        statuses,
        calls.calls(attempts),
        calls.successRate(allSucceeded, allFailed));
  }

  private long attempts() {
    settle();
    return finished + leaving.stream().mapToLong(DepartedAgents::attempts).sum();
  }

  private long succeeded() {
    return succeeded + leaving.stream().mapToLong(agent -> agent.succeeded()).sum();
  }

  private long failed() {
    return failed + leaving.stream().mapToLong(agent -> agent.failed()).sum();
  }

  /**
   * Lets go of agents on which nothing runs or will run: their counts are final. Not before picks
   * know that they are gone, or a pick that finds them all closed would find no agent at all.
   */
  void settle() {
    leaving.removeIf(agent -> {
      boolean retired = agent.isRetired() || agent.retire();
      if (retired) {
        finished += agent.finished();
        succeeded += agent.succeeded();
        failed += agent.failed();
      }
      return retired;
    });
  }

  private static long attempts(PooledAgent agent) {
    return agent.finished() + agent.inFlight();
  }
}
