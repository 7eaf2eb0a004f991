package ai.openclaw.lb.config;

import org.jspecify.annotations.Nullable;

/**
 * How many agents of a large fleet this caller uses: the section {@code subset}. Immutable.
 *
 * @param size how many agents; all where the fleet has no more
 * @param callerId what tells this caller from the others, best with a number of its own at the end:
 *     {@code web-17}; null for the host's name
 * @param callers how many callers there are, 1 to 100000, for {@code health_check.share}
 */
public record SubsetConfig(int size, @Nullable String callerId, int callers) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public SubsetConfig {
    Rules.SUBSET_SIZE.check("size", size);
    if (callerId != null) {
      Rules.NAME.check("caller_id", callerId);
    }
    Rules.CALLERS.check("callers", callers);
  }

  /**
   * The subset of one of any number of callers.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public static SubsetConfig of(int size, String callerId) {
    return new SubsetConfig(size, callerId, 1);
  }

  /** This subset among this many callers. */
  public SubsetConfig withCallers(int newCallers) {
    return new SubsetConfig(size, callerId, newCallers);
  }
}
