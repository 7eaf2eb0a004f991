package ai.openclaw.lb.strategy;

/**
 * A selector by a {@link LoadRule}. Where that goes by the time, the clock is read here, or by the pool
 * once for the pick and its attempt.
 */
interface RuleSelector extends LoadSelector {
  /** What it selects by. */
  LoadRule rule();

  /**
   * Picks, see {@link LoadSelector#pickSeen(long, Exclusions)}.
   *
   * @param timed whether the rule goes by the time; {@code nowNanos} means nothing otherwise
   */
  long pickSeen(Exclusions excluded, boolean timed, long nowNanos);

  @Override
  default long pickSeen(long key, Exclusions excluded) {
    boolean timed = rule().timed();
    return pickSeen(excluded, timed, timed ? rule().now() : 0);
  }

  @Override
  default boolean timed() {
    return rule().timed();
  }

  @Override
  default long pickSeen(long key, Exclusions excluded, long nowNanos) {
    rule().told(nowNanos);
    return pickSeen(excluded, true, nowNanos);
  }
}
