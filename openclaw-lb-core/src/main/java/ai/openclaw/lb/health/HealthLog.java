package ai.openclaw.lb.health;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The health-check log of one pool: a line a check, in a file that one can {@code tail -f}, or in the
 * {@code System.Logger} {@code ai.openclaw.lb.health.checks} at level {@code DEBUG}.
 *
 * <pre>{@code
 * 2026-11-22T10:00:00.123Z pool=agent-pool-1 agent=agent-1 check=passed status=200 latency_ms=3.2 state=up change=- streak=7 detail="status 200"
 * 2026-11-22T10:00:10.187Z pool=agent-pool-1 agent=agent-2 check=failed status=- latency_ms=0.4 state=down change=down streak=3 detail="connect refused"
 * }</pre>
 *
 * <ul>
 *   <li>the time, UTC, when the check ended
 *   <li>{@code check}: {@code passed} or {@code failed}
 *   <li>{@code status}: the HTTP status or the script's exit code; {@code -} where none came
 *   <li>{@code latency_ms}: from the probe's begin to its result, in milliseconds
 *   <li>{@code state}: what the checks so far come to: {@code up}, {@code down}, {@code unknown}
 *   <li>{@code change}: the state that this check led to; {@code -} where it changed none
 *   <li>{@code streak}: checks in a row, with this one, that had the same result
 *   <li>{@code detail}: what happened, always in quotes
 * </ul>
 *
 * Keys keep their names and their order; new ones would come behind. In values, {@code "} and {@code
 * \} have a {@code \} before them, and control characters and line separators are written as {@code
 * \}{@code u000a}; a pool or agent whose name has such a character, a space or one beyond ASCII is in
 * quotes. Lines that were lost, since the disk was slower than the checks or the file could not be
 * written, leave a line {@code 2026-11-22T10:00:20.000Z pool=agent-pool-1 dropped=17}.
 *
 * <p>A file is made where its directory exists, appended to, and made anew when it was deleted or
 * renamed. Before it grows over 10 MiB it becomes {@code name.1}, an older one {@code name.2}, up to
 * {@code name.3}; a link or a device grows. Pools of one process share a file; of two processes each
 * needs its own. A file that can't be written is one warning, and is tried again each second.
 *
 * <p>Thread-safe. {@link #log} never waits for a disk: lines are written by a daemon thread that
 * there is only while there are lines.
 */
public final class HealthLog implements AutoCloseable {
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

  private final LineWriter writer;
  private final Runnable release;
  private final CheckLine lines;
  private final Duration closeWait;

  /** Set once by {@link #close}; read by all threads. */
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Lines lost and not yet spoken of. Added to by the writer's thread, taken by {@link #log}. */
  private final AtomicLong lost = new AtomicLong();

  HealthLog(LineWriter writer, Runnable release, CheckLine lines, Duration closeWait) {
    this.writer = writer;
    this.release = release;
    this.lines = lines;
    this.closeWait = closeWait;
  }

  /**
   * Opens a pool's log. Touches no file yet, so it never fails.
   *
   * @param file the file to append to; null to log to the {@code System.Logger}
   */
  public static HealthLog of(@Nullable Path file, String pool) {
    CheckLine lines = new CheckLine(pool, InstantSource.system());
    if (file == null) {
      return new HealthLog(LoggerLines.WRITER, () -> {}, lines, CLOSE_WAIT);
    }
    LogFiles files = LogFiles.PROCESS;
    return new HealthLog(files.open(file), () -> files.release(file), lines, CLOSE_WAIT);
  }

  /** Logs a check, unless this log is closed or nobody would read it. Does not block. */
  public void log(ProbeCheck check) {
    if (closed.get() || !writer.isWanted()) {
      return;
    }
    reportLost();
    offer(lines.of(check), 1);
  }

  /** Puts a line about lost ones into the queue; returns whether there were any. */
  private boolean reportLost() {
    long count = lost.getAndSet(0);
    return count > 0 && offer(lines.dropped(count), count);
  }

  private boolean offer(String text, long checks) {
    boolean taken = writer.offer(new LineWriter.Line(text, checks, lost));
    if (!taken) {
      lost.addAndGet(checks);
    }
    return taken;
  }

  /**
   * Ends the log. What was logged is written first, but a disk that does not take it is waited for 2
   * seconds at most. Twice is fine.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    if (writer.flush(closeWait) && reportLost()) {
      writer.flush(closeWait);
    }
    release.run();
  }
}
