package ai.openclaw.lb.health;

import java.time.Duration;

/**
 * One finished probe and what it made of the verdict.
 *
 * @param latency from the probe's begin to its result; of a probe that timed out, the timeout
 * @param verdict the verdict after this probe
 * @param changed whether this probe changed the verdict
 * @param streak how many probes in a row, this one included, had the same result
 */
public record ProbeCheck(
    ProbeTarget target,
    ProbeResult result,
    Duration latency,
    Verdict verdict,
    boolean changed,
    int streak) {

  /** Why, for people: {@code probe failed 3 times: connect refused}. */
  public String reason() {
    String times = streak == 1 ? "" : " " + streak + " times";
    return (result.passed() ? "probe passed" : "probe failed") + times + ": " + result.detail();
  }
}
