package ai.openclaw.lb.okhttp;

import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Warns, once for each dispatcher, where calls to a pool wait for OkHttp's limit per host, which takes
 * the pool for one host. Thread-safe. Looks at one call of {@value #EVERY}, so others pay an increment.
 *
 * <p>An interceptor gets no dispatcher, and the events that tell of one come before it is asked. The
 * call has its client, behind a method that OkHttp does not document: where that is missing or out of
 * reach, as on the module path, there is no warning.
 */
final class DispatcherLimit {
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.okhttp");
  private static final int EVERY = 16;

  private final AtomicInteger calls = new AtomicInteger();

  /** Set once, by whoever finds that calls do not tell their client. */
  private final AtomicBoolean blind = new AtomicBoolean();

  /** Held to look into {@link #warned}. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Set<Dispatcher> warned = Collections.newSetFromMap(new WeakHashMap<>());

  /** Looks whether calls to the same host wait, now and then. */
  void look(Call call) {
    if (calls.incrementAndGet() % EVERY != 0 || blind.get()) {
      return;
    }
    Dispatcher dispatcher = dispatcherOf(call);
    if (dispatcher == null) {
      blind.set(true);
      return;
    }
    String host = call.request().url().host();
    if (holdsBack(dispatcher, host) && isNew(dispatcher)) {
      LOG.log(Level.WARNING, warning(dispatcher, host));
    }
  }

  /** With fewer calls at all than may run, those that wait do so for the limit per host. */
  private static boolean holdsBack(Dispatcher dispatcher, String host) {
    return dispatcher.queuedCallsCount() > 0
        && dispatcher.runningCallsCount() < dispatcher.getMaxRequests()
        && dispatcher.queuedCalls().stream()
            .anyMatch(queued -> queued.request().url().host().equals(host));
  }

  private boolean isNew(Dispatcher dispatcher) {
    lock.lock();
    try {
      return warned.add(dispatcher);
    } finally {
      lock.unlock();
    }
  }

  private static String warning(Dispatcher dispatcher, String host) {
    return "pool=" + host
        + " calls wait for OkHttp's dispatcher, which takes the pool for one host:"
        + " maxRequestsPerHost: " + dispatcher.getMaxRequestsPerHost()
        + " (expected: as many as maxRequests, " + dispatcher.getMaxRequests()
        + "; AgentPoolInterceptor.install sets it)";
  }

  private static @Nullable Dispatcher dispatcherOf(Call call) {
    try {
      Object client = call.getClass().getMethod("getClient").invoke(call);
      return client instanceof OkHttpClient known ? known.dispatcher() : null;
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }
}
