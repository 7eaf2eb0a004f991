package ai.openclaw.lb;

import ai.openclaw.lb.discovery.AgentDiscovery;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread that starts and closes a discovery, which may block, and may throw. One that can't be
 * started is started again, after a second at first and thirty at last.
 */
final class DiscoveryThread implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.discovery");
  private static final long LONGEST_PAUSE_SECONDS = 30;
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

  private final String pool;
  private final AgentDiscovery discovery;
  private final DiscoveryFeed feed;
  private final ScheduledExecutorService scheduler;
  private final ThreadPoolExecutor executor;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as are those below. */
  private @Nullable Future<?> start;

  private @Nullable Future<?> restart;
  private boolean closed;

  DiscoveryThread(
      String pool,
      AgentDiscovery discovery,
      DiscoveryFeed feed,
      ScheduledExecutorService scheduler) {
    this.pool = pool;
    this.discovery = discovery;
    this.feed = feed;
    this.scheduler = scheduler;
    this.executor =
        new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
          Thread thread = new Thread(task, "openclaw-lb-discovery-" + pool);
          thread.setDaemon(true);
          return thread;
        });
    executor.allowCoreThreadTimeOut(true);
  }

  void start() {
    start(1);
  }

  /** @param pauseSeconds how long to wait before the next try if this one fails */
  private void start(long pauseSeconds) {
    lock.lock();
    try {
      if (!closed) {
        start = executor.submit(() -> run(pauseSeconds));
      }
    } finally {
      lock.unlock();
    }
  }

  private void run(long pauseSeconds) {
    try {
      discovery.start(feed);
    } catch (Throwable thrown) { // user code must end neither this thread nor the pool
      feed.failed("start: " + thrown);
      startLater(pauseSeconds);
    }
  }

  private void startLater(long pauseSeconds) {
    long next = Math.min(2 * pauseSeconds, LONGEST_PAUSE_SECONDS);
    lock.lock();
    try {
      if (!closed) {
        restart = scheduler.schedule(() -> start(next), pauseSeconds, TimeUnit.SECONDS);
      }
    } catch (RejectedExecutionException ended) {
      closed = true; // the scheduler was shut down before this was closed
    } finally {
      lock.unlock();
    }
  }

  /** Interrupts a start that still runs, closes the discovery, and waits for that no longer than 1 s. */
  @Override
  public void close() {
    end();
    await();
  }

  /** As {@link #close}, without waiting. Twice is fine. */
  void end() {
    lock.lock();
    try {
      if (executor.isShutdown()) {
        return;
      }
      closed = true;
      if (start != null) {
        start.cancel(true);
      }
      if (restart != null) {
        restart.cancel(false);
      }
      executor.execute(this::closeDiscovery);
      executor.shutdown();
    } finally {
      lock.unlock();
    }
  }

  private void closeDiscovery() {
    try {
      discovery.close();
    } catch (Throwable thrown) { // user code must not end the pool's close
      LOG.log(Level.WARNING, "pool=" + pool + " discovery could not be closed", thrown);
    }
  }

  private void await() {
    try {
      executor.awaitTermination(CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
