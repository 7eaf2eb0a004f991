package ai.openclaw.lb.health;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** The first {@value #MAX_BYTES} bytes of a body, or none where they do not matter. Used by one thread. */
final class BodyStart {
  static final int MAX_BYTES = HttpCheck.MAX_BODY_BYTES;

  private final boolean keep;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private long seen;

  /**
   * The start of a body of which nothing has come yet.
   *
   * @param keep whether its bytes matter; if not, only their number is noted
   */
  BodyStart(boolean keep) {
    this.keep = keep;
  }

  /** Takes all of these bytes, and keeps those below the limit. */
  void take(ByteBuffer more) {
    int length = (int) Math.min(more.remaining(), Math.max(0, MAX_BYTES - seen));
    seen += more.remaining();
    if (keep && length > 0) {
      byte[] bytes = new byte[length];
      more.get(bytes);
      kept.write(bytes, 0, length);
    }
    more.position(more.limit());
  }

  /** Whether the rest of the body matters no more. */
  boolean isFull() {
    return seen >= MAX_BYTES;
  }

  byte[] bytes() {
    return kept.toByteArray();
  }
}
