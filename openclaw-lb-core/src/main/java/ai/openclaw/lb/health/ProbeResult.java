package ai.openclaw.lb.health;

import java.util.OptionalInt;

/**
 * What one probe came to.
 *
 * @param passed whether the target did what the probe expects
 * @param status the HTTP status or exit code that came back, if one did
 * @param detail what happened, for people: one line of at most {@value #MAX_DETAIL} characters
 *     (control characters become spaces, the rest is cut)
 * @param load what the answer says of the target's load; {@link LoadReport#NONE} if nothing
 */
public record ProbeResult(boolean passed, OptionalInt status, String detail, LoadReport load) {
  /** The longest detail that is kept, in characters. */
  public static final int MAX_DETAIL = 200;

  /** Makes the detail printable: agents and scripts write it. */
  public ProbeResult {
    detail = line(detail);
  }

  /** A result without a load report. */
  public ProbeResult(boolean passed, OptionalInt status, String detail) {
    this(passed, status, detail, LoadReport.NONE);
  }

  /** This result with another load report. */
  public ProbeResult withLoad(LoadReport newLoad) {
    return new ProbeResult(passed, status, detail, newLoad);
  }

  /** The target answered as expected. */
  public static ProbeResult passed(int status) {
    return new ProbeResult(true, OptionalInt.of(status), "status " + status);
  }

  /** The target did as expected, where nothing like a status exists. */
  public static ProbeResult passed(String detail) {
    return new ProbeResult(true, OptionalInt.empty(), detail);
  }

  /** An answer came, and it is not the expected one. */
  public static ProbeResult failed(int status, String detail) {
    return new ProbeResult(false, OptionalInt.of(status), detail);
  }

  /** No answer came. */
  public static ProbeResult failed(String detail) {
    return new ProbeResult(false, OptionalInt.empty(), detail);
  }

  private static String line(String text) {
    int length = Math.min(text.length(), MAX_DETAIL);
    StringBuilder line = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return line.toString().strip();
  }
}
