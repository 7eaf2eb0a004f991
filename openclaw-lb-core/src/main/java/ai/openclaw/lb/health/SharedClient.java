package ai.openclaw.lb.health;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client that all HTTP probes of a process share: made at the first probe, let go of when
 * its last user is. Since JDK 21 it is then shut down. Before, a client's one thread ends only after
 * the client is garbage, so the latest client is remembered weakly and used again: opening and
 * closing a thousand pools in a row makes one client, not a thousand. Thread-safe.
 */
final class SharedClient {
  /** DNS look-ups block one each; a prober runs no more probes than this. */
  private static final int MAX_THREADS = Prober.MAX_RUNNING;

  private static final @Nullable MethodHandle SHUTDOWN_NOW = shutdownNow();

  /** The one of this process. */
  static final SharedClient PROCESS = new SharedClient(SharedClient::newClient);

  private final Function<Executor, HttpClient> factory;
  private final Executor threads = ProbeThreads.pool(MAX_THREADS);
  private final ReentrantLock lock = new ReentrantLock();

  /** Written by {@link #retain} without the lock: making a client takes its time. */
  private final AtomicInteger users = new AtomicInteger();

  /** Guarded by {@code lock}, as is the field below. */
  private @Nullable HttpClient client;

  private WeakReference<HttpClient> latest = new WeakReference<>(null);

  SharedClient(Function<Executor, HttpClient> factory) {
    this.factory = factory;
  }

  /** Where a probe does its work; may block for DNS. */
  Executor threads() {
    return threads;
  }

  /** Counts one more user. Makes no client yet, and does not block. */
  void retain() {
    users.incrementAndGet();
  }

  /** Counts one user less; the last one's leave ends the client and what runs on it. */
  void release() {
    if (users.decrementAndGet() > 0) {
      return;
    }
    HttpClient unused = takeUnused();
    if (unused != null) {
      shutDown(unused);
    }
  }

  private @Nullable HttpClient takeUnused() {
    lock.lock();
    try {
      if (users.get() > 0) {
        return null; // a new user came meanwhile
      }
      HttpClient unused = client;
      client = null;
      return unused;
    } finally {
      lock.unlock();
    }
  }

  /** The client; null when it has no user, that is, the caller's prober has closed. */
  @Nullable
  HttpClient client() {
    lock.lock();
    try {
      if (users.get() == 0) {
        return null;
      }
      if (client == null) {
        HttpClient revived = SHUTDOWN_NOW == null ? latest.get() : null;
        client = revived == null ? factory.apply(threads) : revived;
        latest = new WeakReference<>(client);
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  private static HttpClient newClient(Executor threads) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(threads)
        .build();
  }

  private static void shutDown(HttpClient client) {
    if (SHUTDOWN_NOW == null) {
      return;
    }
    try {
      SHUTDOWN_NOW.invokeExact(client);
    } catch (Throwable thrown) {
      throw new IllegalStateException("HttpClient.shutdownNow", thrown);
    }
  }

  private static @Nullable MethodHandle shutdownNow() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(HttpClient.class, "shutdownNow", MethodType.methodType(void.class));
    } catch (NoSuchMethodException | IllegalAccessException before21) {
      return null;
    }
  }
}
