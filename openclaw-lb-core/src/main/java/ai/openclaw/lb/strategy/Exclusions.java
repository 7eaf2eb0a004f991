package ai.openclaw.lb.strategy;

/** The candidates that one pick must pass over: tried by the same call already, or saturated. */
@FunctionalInterface
public interface Exclusions {
  /** Excludes nothing. */
  Exclusions NONE = index -> false;

  /** Whether the candidate at {@code index} must not be picked. */
  boolean contains(int index);
}
