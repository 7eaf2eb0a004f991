package ai.openclaw.lb.quota;

import java.util.concurrent.CompletableFuture;

/** A bucket that several processes take from. */
interface TokenStore extends AutoCloseable {
  /**
   * Takes as many calls as there are, {@code most} at most. The result comes in a bounded time, be it
   * by a failure; the caller's thread does not wait for it.
   */
  CompletableFuture<Grant> take(long most);

  @Override
  void close();

  /**
   * What was taken.
   *
   * @param calls 0 where there was none
   * @param waitNanos when there is the next one, where there was none
   */
  record Grant(long calls, long waitNanos) {}
}
