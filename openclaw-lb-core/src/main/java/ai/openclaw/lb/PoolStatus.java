package ai.openclaw.lb;

import java.util.List;
import java.util.Locale;

/**
 * A pool at one moment.
 *
 * @param pool its name
 * @param algorithm its algorithm, as the configuration names it
 * @param agents its agents, in order
 * @param requests calls begun
 * @param successRate the share, from 0 to 1, of finished calls that got an agent's answer below 500;
 *     1 while none has finished; cancelled calls count in neither
 * @param affinityMoved calls that went to another agent than their session was with
 */
public record PoolStatus(
    String pool,
    String algorithm,
    List<AgentStatus> agents,
    long requests,
    double successRate,
    long affinityMoved) {
  /** Holds a copy of the list. */
  public PoolStatus {
    agents = List.copyOf(agents);
  }

  /** A pool of which no session has moved. */
  public PoolStatus(
      String pool, String algorithm, List<AgentStatus> agents, long requests, double successRate) {
    this(pool, algorithm, agents, requests, successRate, 0);
  }

  PoolStatus withAffinityMoved(long moved) {
    return new PoolStatus(pool, algorithm, agents, requests, successRate, moved);
  }

  /** Returns the status as text for people: Chinese where the locale's language is, else English. */
  public String render(Locale locale) {
    return StatusPage.of(locale).render(this);
  }

  /**
   * Returns the status as a JSON object, for programs: names as in this record, written {@code
   * success_rate}; a load that an agent does not report is left out.
   */
  public String toJson() {
    return StatusJson.write(this);
  }
}
