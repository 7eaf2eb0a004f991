package ai.openclaw.lb;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that the pools of one document share: one that keeps time, from the first timer on, and
 * those that call listeners, while there are events. All are daemons. Executors that the options give
 * are used instead, and not shut down.
 */
final class PoolThreads implements AutoCloseable {
  private static final long LISTENER_IDLE_SECONDS = 1;
  private static final long CLOSE_WAIT_SECONDS = 1;

  /** Held by the one reload at a time, also while it makes what the program supplies. */
  private final ReentrantLock reloading = new ReentrantLock();

  private final ScheduledExecutorService scheduler;
  private final @Nullable ExecutorService ownScheduler;
  private final Executor listenerExecutor;
  private final @Nullable ExecutorService ownListenerExecutor;

  /** The timers' thread, once there is one. Written by the scheduler, read when it is closed. */
  private volatile @Nullable Thread timerThread;

  PoolThreads(String name, PoolOptions options) {
    ScheduledExecutorService givenScheduler = options.scheduler();
    this.scheduler = givenScheduler != null ? givenScheduler : newScheduler(name);
    this.ownScheduler = givenScheduler != null ? null : scheduler;
    Executor givenExecutor = options.listenerExecutor();
    if (givenExecutor != null) {
      this.listenerExecutor = givenExecutor;
      this.ownListenerExecutor = null;
    } else {
      ExecutorService own = newListenerExecutor(name);
      this.listenerExecutor = own;
      this.ownListenerExecutor = own;
    }
  }

  ScheduledExecutorService scheduler() {
    return scheduler;
  }

  ReentrantLock reloading() {
    return reloading;
  }

  Executor listenerExecutor() {
    return listenerExecutor;
  }

  /** Stops the timers, and waits for a running one to finish, unless called by it. */
  @Override
  public void close() {
    if (ownListenerExecutor != null) {
      ownListenerExecutor.shutdown();
    }
    if (ownScheduler == null) {
      return;
    }
    ownScheduler.shutdownNow();
    if (Thread.currentThread() != timerThread) {
      await(ownScheduler);
    }
  }

  private static void await(ExecutorService executor) {
    try {
      executor.awaitTermination(CLOSE_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ScheduledExecutorService newScheduler(String name) {
    ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
      Thread thread = daemon(task, "openclaw-lb-" + name);
      timerThread = thread;
      return thread;
    });
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  private static ExecutorService newListenerExecutor(String name) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        LISTENER_IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> daemon(task, "openclaw-lb-listeners-" + name));
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
