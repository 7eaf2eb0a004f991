package ai.openclaw.lb.benchmarks.simulation;

import java.util.ArrayList;
import java.util.List;

/** The rules that the tables compare. */
final class Rules {
  private Rules() {}

  /** Our algorithms, those that use weights also with true ones. */
  static List<Rule> own() {
    return List.of(
        Rule.own("round_robin"),
        Rule.own("weighted_round_robin").withTrueWeights(),
        Rule.own("least_connections"),
        Rule.own("least_connections").withTrueWeights(),
        Rule.own("power_of_two_choices"),
        Rule.own("adaptive"),
        Rule.own("consistent_hash"));
  }

  /** Those of other balancers. */
  static List<Rule> peers() {
    return List.of(
        Rule.own("round_robin").bare("plain_round_robin"),
        Rule.peer("two_choices", Peers.twoChoices()),
        Rule.peer("least_request", Peers.leastRequest()),
        Rule.peer("peak_ewma", Peers.peakEwma()),
        Rule.peer("peak_ewma_full", Peers.peakEwmaFull()),
        Rule.peer("balanced_score", Peers.balancedScore()),
        Rule.peer("hot_cold", Peers.hotCold()));
  }

  /** Every rule. */
  static List<Rule> all() {
    List<Rule> all = new ArrayList<>(own());
    all.addAll(peers());
    return all;
  }
}
