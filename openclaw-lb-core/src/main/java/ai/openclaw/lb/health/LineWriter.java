package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bounded queue of lines, and one daemon thread that writes them in order; the thread ends a second
 * after the last line. A line that finds the queue full is refused, one that can't be written is
 * counted as lost. Thread-safe; {@link #offer} does not block.
 */
final class LineWriter {
  /** A minute of the checks of 600 agents at 10 s intervals, of about 1 MiB. */
  static final int CAPACITY = 4096;

  static final String THREAD = "openclaw-lb-health-log";
  private static final int BATCH = 256;
  private static final long IDLE_MILLIS = 1000;

  /**
   * A line to be written.
   *
   * @param checks how many checks it stands for
   * @param lost what these are added to if it can't be written
   */
  record Line(String text, long checks, AtomicLong lost) {}

  private final LineSink sink;
  private final Executor executor;
  private final BlockingQueue<Line> queue;

  /** Whether a run of {@link #drain} is queued or has yet to look into the queue once more. */
  private final AtomicBoolean draining = new AtomicBoolean();

  /**
   * A writer without lines.
   *
   * @param executor runs one task after another, in their order
   */
  LineWriter(LineSink sink, int capacity, Executor executor) {
    this.sink = sink;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.executor = executor;
  }

  static LineWriter of(LineSink sink) {
    ThreadPoolExecutor executor = new ThreadPoolExecutor(
        1, 1, IDLE_MILLIS, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), LineWriter::thread);
    executor.allowCoreThreadTimeOut(true);
    return new LineWriter(sink, CAPACITY, executor);
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, THREAD);
    thread.setDaemon(true);
    thread.setContextClassLoader(null); // a pool's first caller must not stay reachable from here
    return thread;
  }

  /** Whether a line would go anywhere. */
  boolean isWanted() {
    return sink.isWanted();
  }

  /** Queues a line; false if there is no room for it. */
  boolean offer(Line line) {
    boolean taken = queue.offer(line);
    if (draining.compareAndSet(false, true)) {
      start();
    }
    return taken;
  }

  private void start() {
    try {
      executor.execute(this::drain);
    } catch (Throwable noThread) { // the system has none left; the next line tries again
      draining.set(false);
    }
  }

  private void drain() {
    do {
      writeQueued();
      draining.set(false);
    } while (!queue.isEmpty() && draining.compareAndSet(false, true));
  }

  private void writeQueued() {
    List<Line> batch = new ArrayList<>();
    while (queue.drainTo(batch, BATCH) > 0) {
      if (!write(batch)) {
        batch.forEach(line -> line.lost().addAndGet(line.checks()));
      }
      batch.clear();
    }
  }

  private boolean write(List<Line> batch) {
    try {
      return sink.write(batch.stream().map(Line::text).toList());
    } catch (Throwable thrown) { // a logger's handler is user code, and must not end the thread
      return false;
    }
  }

  /** Waits until what is queued was written or lost; false if that takes longer. */
  boolean flush(Duration atMost) {
    try {
      CompletableFuture.runAsync(this::drain, executor).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (TimeoutException | ExecutionException notInTime) {
      return false;
    }
  }

  /** Closes the sink, after what is queued. Does not wait for it. */
  void close() {
    executor.execute(() -> {
      drain();
      sink.close();
    });
  }
}
