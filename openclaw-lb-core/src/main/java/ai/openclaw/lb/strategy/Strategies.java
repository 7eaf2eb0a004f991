package ai.openclaw.lb.strategy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The strategies that {@code algorithm:} can name. Immutable.
 *
 * <p>{@code smart_routing} is none of them: it is rules, which choose the agents that a strategy then
 * picks from.
 */
public final class Strategies {
  private static final Strategies BUILT_IN = new Strategies(Map.of())
      .with("round_robin", environment -> new RoundRobin())
      .with("weighted_round_robin", environment -> new WeightedRoundRobin())
      .with("least_connections", LeastConnections::new)
      .with("power_of_two_choices", PowerOfTwoChoices::new)
      .with("adaptive", Adaptive::new)
      .with("consistent_hash", environment -> new ConsistentHash());

  private final Map<String, StrategyFactory> factories;

  private Strategies(Map<String, StrategyFactory> factories) {
    this.factories = factories;
  }

  /**
   * The strategies of this library: {@code round_robin}, {@code weighted_round_robin}, {@code
   * least_connections}, {@code power_of_two_choices}, {@code adaptive} and {@code consistent_hash}.
   */
  public static Strategies builtIn() {
    return BUILT_IN;
  }

  /**
   * These strategies and another one.
   *
   * @throws IllegalArgumentException if the name is blank or taken
   */
  public Strategies with(String name, StrategyFactory factory) {
    if (name.isBlank() || factories.containsKey(name)) {
      throw new IllegalArgumentException(
          "strategy: '" + name + "' (expected: a name other than " + factories.keySet() + ")");
    }
    Map<String, StrategyFactory> more = new LinkedHashMap<>(factories);
    more.put(name, factory);
    return new Strategies(Collections.unmodifiableMap(more));
  }

  /** The factory of the strategy of this name. */
  public Optional<StrategyFactory> find(String name) {
    return Optional.ofNullable(factories.get(name));
  }

  /** The names, in the order in which they were added. */
  public Set<String> names() {
    return factories.keySet();
  }
}
