package ai.openclaw.lb.health;

/** What the probes of one target, together, say of it. */
public enum Verdict {
  /** Too few probes so far. The target is usable: nothing speaks against it. */
  UNKNOWN,
  /** Usable. */
  UP,
  /** Not usable. */
  DOWN
}
