package ai.openclaw.lb.examples.gateway;

import io.undertow.server.ServerConnection;
import io.undertow.util.AttachmentKey;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;

/** The call that a client's connection waits for: cancelled when the client goes away. */
final class CurrentCall {
  private static final AttachmentKey<CurrentCall> KEY = AttachmentKey.create(CurrentCall.class);

  private final AtomicReference<Call> call = new AtomicReference<>();

  private CurrentCall() {}

  static CurrentCall of(ServerConnection connection) {
    CurrentCall known = connection.getAttachment(KEY);
    if (known != null) {
      return known;
    }
    CurrentCall current = new CurrentCall();
    connection.putAttachment(KEY, current);
    connection.addCloseListener(closed -> current.cancel());
    return current;
  }

  void is(Call latest) {
    call.set(latest);
  }

  private void cancel() {
    Call running = call.get();
    if (running != null) {
      running.cancel(); // without effect on one that has ended
    }
  }
}
