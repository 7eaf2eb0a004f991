package ai.openclaw.lb;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a request now, and why: which rules lead it where, and which agent it would
 * get. Nothing has begun, and no turn is taken; another call may come first. Prints as text for
 * people, without the request's own values.
 *
 * @param pool the pool that the request goes to
 * @param steps the entries of {@code routing} and {@code routing_rules} that decided, in order; none
 *     where neither had a say
 * @param algorithm what balances the agents that are left
 * @param affinity what the request's session asks for, in words; null where it has no say
 * @param candidates every agent of the pool, in order
 * @param agentId the agent that the request would get; null where there is none, or where the
 *     algorithm does not tell beforehand
 * @param reason why that one, or why none
 */
public record Explanation(
    String pool,
    List<Step> steps,
    String algorithm,
    @Nullable String affinity,
    List<Candidate> candidates,
    @Nullable String agentId,
    String reason) {

  /** Holds copies of the lists. */
  public Explanation {
    steps = List.copyOf(steps);
    candidates = List.copyOf(candidates);
  }

  /**
   * An entry that fits the request.
   *
   * @param entry where it stands: {@code routing[0]}, {@code routing_rules default}
   * @param match what it wants of which attributes; empty for a default
   * @param target where it leads
   * @param gaveWay why its target was left for the default's; null where it was not
   */
  public record Step(
      String entry, String match, String target, @Nullable String gaveWay) {
    @Override
    public String toString() {
      return entry
          + (match.isEmpty() ? "" : " {" + match + "}")
          + " -> "
          + target
          + (gaveWay == null ? "" : ", which gives way: " + gaveWay);
    }
  }

  /**
   * An agent as the request finds it.
   *
   * @param id its id
   * @param state its fitness for new calls
   * @param reason why it is in that state
   * @param inFlight attempts that run on it
   * @param effectiveWeight the weight in force
   * @param eligible whether the request may get it: it is of the target, fit or to be tried, and has
   *     room
   */
  public record Candidate(
      String id,
      AgentState state,
      String reason,
      int inFlight,
      double effectiveWeight,
      boolean eligible) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s: %s (%s), in flight: %d, weight: %s",
          eligible ? "+" : "-",
          id,
          state,
          reason,
          inFlight,
          effectiveWeight);
    }
  }

  /** This explanation after the steps that led to its pool. */
  Explanation after(List<Step> earlier) {
    List<Step> all = new ArrayList<>(earlier);
    all.addAll(steps);
    return new Explanation(pool, all, algorithm, affinity, candidates, agentId, reason);
  }

  /** Returns it as text for people, a line for each step and each agent. */
  public String render() {
    StringBuilder text = new StringBuilder("pool: ").append(pool).append('\n');
    steps.forEach(step -> text.append("rule: ").append(step).append('\n'));
    if (affinity != null) {
      text.append("affinity: ").append(affinity).append('\n');
    }
    text.append("algorithm: ").append(algorithm).append('\n');
    candidates.forEach(candidate -> text.append("  ").append(candidate).append('\n'));
    return text.append("agent: ")
        .append(agentId == null ? "-" : agentId)
        .append(" (")
        .append(reason)
        .append(")\n")
        .toString();
  }

  /** As {@link #render}. */
  @Override
  public String toString() {
    return render();
  }
}
