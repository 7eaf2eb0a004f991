package ai.openclaw.lb.quota;

import ai.openclaw.lb.config.QuotaStoreConfig;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.AsyncProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connection to Redis that the quotas of one provider share. It is there while one of them is, and
 * is made anew by the next use after an attempt to connect has failed; a connection that breaks later
 * comes back by itself. Nobody waits for it. Thread-safe.
 */
final class RedisClients {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration RECONNECT_PAUSE = Duration.ofMillis(500);

  /** Buckets that are full are no different from absent ones: Redis may forget them. */
  private static final Duration KEPT_FULL = Duration.ofSeconds(10);

  private final RedisURI uri;
  private final Duration timeout;
  private final TimeMeter wallClock;
  private final ReentrantLock lock = new ReentrantLock();

  /** Quotas that are open. Guarded by {@link #lock}, as are the fields below. */
  private int users;

  private @Nullable RedisClient client;
  private @Nullable ClientResources resources;
  private @Nullable CompletableFuture<AsyncProxyManager<byte[]>> buckets;

  RedisClients(QuotaStoreConfig store, Duration timeout, TimeMeter wallClock) {
    Objects.requireNonNull(Bucket4jLettuce.class); // found missing now, not at the first call
    this.uri = RedisURI.create(store.uri());
    this.uri.setTimeout(timeout);
    this.timeout = timeout;
    this.wallClock = wallClock;
  }

  void open() {
    lock.lock();
    try {
      users++;
    } finally {
      lock.unlock();
    }
  }

  /** Disconnects after the last. The threads end in the background. */
  void close() {
    RedisClient closing;
    ClientResources ending;
    lock.lock();
    try {
      if (--users > 0) {
        return;
      }
      closing = client;
      ending = resources;
      client = null;
      resources = null;
      buckets = null;
    } finally {
      lock.unlock();
    }
    if (closing != null && ending != null) {
      Future<?> unused =
          closing.shutdownAsync(0, 1, TimeUnit.SECONDS).thenRun(() -> endThreads(ending));
    }
  }

  private static void endThreads(ClientResources resources) {
    Future<?> unused = resources.shutdown(0, 1, TimeUnit.SECONDS);
  }

  /** The buckets in Redis, once there is a connection. */
  CompletableFuture<AsyncProxyManager<byte[]>> buckets() {
    lock.lock();
    try {
      if (users <= 0) {
        return CompletableFuture.failedFuture(new IllegalStateException("closed"));
      }
      if (buckets == null || buckets.isCompletedExceptionally()) {
        buckets = connect();
      }
      return buckets;
    } finally {
      lock.unlock();
    }
  }

  private CompletableFuture<AsyncProxyManager<byte[]>> connect() {
    RedisClient connecting = client;
    if (connecting == null) {
      resources = DefaultClientResources.builder()
          .ioThreadPoolSize(2)
          .computationThreadPoolSize(2)
          .reconnectDelay(Delay.constant(RECONNECT_PAUSE))
          .build();
      connecting = RedisClient.create(resources);
      connecting.setOptions(options());
      client = connecting;
    }
    return connecting
        .connectAsync(ByteArrayCodec.INSTANCE, uri)
        .toCompletableFuture()
        .thenApply(this::buckets);
  }

  /** Commands fail at once while there is no connection, and soon while Redis does not answer. */
  private ClientOptions options() {
    return ClientOptions.builder()
        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
        .timeoutOptions(TimeoutOptions.enabled(timeout))
        .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_TIMEOUT).build())
        .build();
  }

  private AsyncProxyManager<byte[]> buckets(StatefulRedisConnection<byte[], byte[]> connection) {
    return Bucket4jLettuce.casBasedBuilder(connection)
        .clientClock(wallClock)
        .expirationAfterWrite(
            ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(KEPT_FULL))
        .build()
        .asAsync();
  }
}
