package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Replay;
import java.util.Set;
import okhttp3.Request;
import okhttp3.RequestBody;

/** Which requests may be sent again. */
final class Replays {
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");

  private Replays() {}

  static Replay of(Request request) {
    RequestBody body = request.body();
    if (body != null && (body.isOneShot() || body.isDuplex())) {
      return Replay.NEVER;
    }
    return IDEMPOTENT.contains(request.method()) || request.header(IDEMPOTENCY_KEY) != null
        ? Replay.ALWAYS
        : Replay.UNLESS_SENT;
  }
}
