package ai.openclaw.lb.health;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * The {@linkplain BodyStart start} of a body that the JDK's client receives. A longer one is cut off
 * there and its connection closed; a shorter one is read to its end, so that the connection can be
 * used again. Called by one thread at a time.
 */
final class CappedBody implements BodySubscriber<byte[]> {
  private final BodyStart start;
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private @Nullable Subscription subscription;

  /**
   * A body to be read.
   *
   * @param keep whether its bytes matter; if not, the result is empty
   */
  CappedBody(boolean keep) {
    this.start = new BodyStart(keep);
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
    buffers.forEach(start::take);
    Subscription from = subscription;
    if (from == null) {
      return;
    }
    if (start.isFull()) {
      from.cancel();
      body.complete(start.bytes());
    } else {
      from.request(1);
    }
  }

  @Override
  public void onError(Throwable error) {
    body.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    body.complete(start.bytes());
  }
}
