package ai.openclaw.lb.strategy;

/** Makes the {@link Strategy} of a pool; registered under the name that {@code algorithm:} gives. */
@FunctionalInterface
public interface StrategyFactory {
  /** Returns a new strategy, for one pool alone. */
  Strategy create(StrategyEnvironment environment);
}
