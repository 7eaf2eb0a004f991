package ai.openclaw.lb.quota;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.VerboseResult;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One pool's bucket in Redis. Its key holds rate and burst, so that processes which differ in them do
 * not spoil each other's: Redis keeps the configuration with which a bucket was made.
 */
final class RedisStore implements TokenStore {
  private final RedisClients clients;
  private final BucketConfiguration configuration;
  private final byte[] key;
  private final AtomicBoolean closed = new AtomicBoolean();

  RedisStore(QuotaRequest request, RedisClients clients) {
    Rate rate = Rate.of(request.maxQps());
    this.clients = clients;
    this.configuration =
        BucketConfiguration.builder().addLimit(rate.bandwidth(request.burst())).build();
    this.key = String.join(
            ":",
            "openclaw-lb",
            "quota",
            request.document(),
            request.pool(),
            rate.calls() + "/" + rate.nanos() + "ns",
            Long.toString(request.burst()))
        .getBytes(StandardCharsets.UTF_8);
    clients.open();
  }

  @Override
  public CompletableFuture<Grant> take(long most) {
    return clients.buckets().thenCompose(buckets -> take(buckets, most));
  }

  private CompletableFuture<Grant> take(AsyncProxyManager<byte[]> buckets, long most) {
    return buckets
        .builder()
        .build(key, () -> CompletableFuture.completedFuture(configuration))
        .asVerbose()
        .tryConsumeAsMuchAsPossible(most)
        .thenApply(RedisStore::grant);
  }

  private static Grant grant(VerboseResult<Long> taken) {
    long calls = taken.getValue();
    long wait = calls > 0
        ? 0
        : taken
            .getState()
            .calculateDelayNanosAfterWillBePossibleToConsume(
                1, taken.getOperationTimeNanos(), true);
    return new Grant(calls, wait);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      clients.close();
    }
  }
}
