package ai.openclaw.lb.health;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The first {@value #MAX_BYTES} bytes of a body. A longer one is cut off there and its connection
 * closed; a shorter one is read to its end, so that the connection can be used again. Called by one
 * thread at a time.
 */
final class CappedBody implements BodySubscriber<byte[]> {
  static final int MAX_BYTES = HttpCheck.MAX_BODY_BYTES;

  private final boolean keep;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(0);
  private @Nullable Subscription subscription;
  private long seen;

  /**
   * A body to be read.
   *
   * @param keep whether its bytes matter; if not, the result is empty
   */
  CappedBody(boolean keep) {
    this.keep = keep;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    this.subscription = subscription;
    subscription.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      take(buffer);
    }
    Subscription from = subscription;
    if (from == null) {
      return;
    }
    if (seen < MAX_BYTES) {
      from.request(1);
    } else {
      from.cancel();
      body.complete(kept.toByteArray());
    }
  }

  private void take(ByteBuffer buffer) {
    int length = (int) Math.min(buffer.remaining(), Math.max(0, MAX_BYTES - seen));
    seen += buffer.remaining();
    if (keep && length > 0) {
      byte[] bytes = new byte[length];
      buffer.get(bytes);
      kept.write(bytes, 0, length);
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(kept.toByteArray());
  }
}
