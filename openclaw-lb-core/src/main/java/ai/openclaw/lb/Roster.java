package ai.openclaw.lb;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The agents of a pool, or of a target, by what can be asked of them now. Made under the pool's lock.
 *
 * @param members all of them, fit or not
 * @param fit those that may be picked
 * @param onTrial those that were ejected and are to be tried
 * @param cooling those that have asked to be spared for a while
 */
record Roster(
    List<PooledAgent> members,
    List<PooledAgent> fit,
    List<PooledAgent> onTrial,
    List<PooledAgent> cooling) {
  static final Roster NOBODY = new Roster(List.of(), List.of(), List.of(), List.of());

  /**
   * @param failOpen whether all that stay may be picked where none is fit. Not those that have asked
   *     to be spared: what health checks say may be wrong, what they say is not
   */
  static Roster of(Collection<PooledAgent> agents, boolean failOpen) {
    List<PooledAgent> fit = filter(agents, PooledAgent::routable);
    return new Roster(
        List.copyOf(agents),
        fit.isEmpty() && failOpen ? filter(agents, Roster::stays) : fit,
        filter(agents, PooledAgent::onTrial),
        filter(agents, agent -> agent.state() == AgentState.COOLING));
  }

  private static boolean stays(PooledAgent agent) {
    return agent.state() != AgentState.DRAINING
        && agent.state() != AgentState.COOLING
        && agent.effectiveWeight() > 0;
  }

  /** Those of them for whom this holds. */
  Roster only(Predicate<PooledAgent> meant) {
    return new Roster(
        filter(members, meant), filter(fit, meant), filter(onTrial, meant), filter(cooling, meant));
  }

  /** How long each of those that cool is to be spared. */
  List<Pause> pauses() {
    return cooling.stream()
        .flatMap(agent -> Stream.ofNullable(agent.standing().pause()))
        .toList();
  }

  private static List<PooledAgent> filter(
      Collection<PooledAgent> agents, Predicate<PooledAgent> meant) {
    return agents.stream().filter(meant).toList();
  }
}
