package ai.openclaw.lb.health;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for what a probe does off the scheduler thread. A pool has none until it is used, prefers
 * an idle one to a new one, and ends each a second after its last use, so nobody has to close it.
 */
public final class ProbeThreads {
  static final String PREFIX = "openclaw-lb-probe-";
  private static final long IDLE_MILLIS = 1000;
  private static final AtomicInteger LAST = new AtomicInteger();

  private ProbeThreads() {}

  /** A pool of at most {@code max} daemon threads; tasks beyond wait in order. */
  public static Executor pool(int max) {
    IdleFirst queue = new IdleFirst();
    return new ThreadPoolExecutor(
        0,
        max,
        IDLE_MILLIS,
        TimeUnit.MILLISECONDS,
        queue,
        ProbeThreads::thread,
        (task, pool) -> queue.put(task));
  }

  private static Thread thread(Runnable body) {
    return daemon(body, PREFIX + LAST.incrementAndGet());
  }

  /** A thread that keeps no process alive, not started yet. */
  static Thread daemon(Runnable body, String name) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(null); // a pool's first caller must not stay reachable from here
    return thread;
  }

  /**
   * Offers a task to idle threads only. The executor then starts a thread, and only when it has all
   * that it may have does the task wait in the queue.
   */
  private static final class IdleFirst extends LinkedTransferQueue<Runnable> {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean offer(Runnable task) {
      return tryTransfer(task);
    }
  }
}
