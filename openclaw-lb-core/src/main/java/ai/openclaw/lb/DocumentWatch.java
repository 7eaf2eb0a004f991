package ai.openclaw.lb;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A look at a file ten times a second, whose content, where it is another one, is handed on as soon as two
 * looks agree on it. It goes by content alone, so it does not matter how the file came to it: written in
 * place, renamed over it, swapped by a symbolic link on the way (as Kubernetes does), deleted and made
 * again, with its directory or without. A file that is away changes nothing. Thread-safe.
 *
 * <p>The file is read on the listeners' executor, so that a disk that hangs holds up no timer.
 *
 * <p>Cost: ten reads a second of a file of at most 1 MiB; of a usual one 0.1 % of a core.
 */
public final class DocumentWatch implements AutoCloseable {
  /** More than a document may have, so that one which is too long is refused and not cut. */
  private static final int MOST_BYTES = (1 << 20) + 1;

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  private final Path file;
  private final Consumer<byte[]> changed;
  private final ScheduledExecutorService scheduler;
  private final Executor reader;

  /** What was handed on last. Touched by one look at a time, as is the field below. */
  private byte @Nullable [] handled;

  /** What the look before saw; null for no file. */
  private byte @Nullable [] seen;

  private boolean awaySaid;

  /** Set once by {@link #close}; read by every look. */
  private volatile boolean closed;

  /**
   * @param changed called with each content that differs from the one before, the first one too
   * @param reader where the file is read and {@code changed} is called
   */
  DocumentWatch(
      Path file, Consumer<byte[]> changed, ScheduledExecutorService scheduler, Executor reader) {
    this.file = file;
    this.changed = changed;
    this.scheduler = scheduler;
    this.reader = reader;
  }

  /** Begins to look. */
  DocumentWatch start() {
    planNext();
    return this;
  }

  /** The file that is watched. */
  public Path file() {
    return file;
  }

  boolean isClosed() {
    return closed;
  }

  private void planNext() {
    if (closed) {
      return;
    }
    try {
      Future<?> unused =
          scheduler.schedule(this::lookElsewhere, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException shutDown) {
      // The pools are closed, or their scheduler is: there is nobody to tell any more.
    }
  }

  private void lookElsewhere() {
    try {
      reader.execute(this::lookOnce);
    } catch (RejectedExecutionException shutDown) {
      planNext(); // which ends the watch where the pools are closed
    }
  }

  private void lookOnce() {
    try {
      if (!closed) {
        look(read());
      }
    } finally {
      planNext();
    }
  }

  private void look(byte @Nullable [] content) {
    boolean settled = content != null && Arrays.equals(content, seen);
    sayWhenAway(content == null && seen == null);
    seen = content;
    if (settled && !Arrays.equals(content, handled)) {
      handled = content;
      changed.accept(content);
    }
  }

  private void sayWhenAway(boolean away) {
    if (away && !awaySaid) {
      LOGGER.log(Level.WARNING, file + ": can't be read; the configuration stays as it is");
    }
    awaySaid = away;
  }

  private byte @Nullable [] read() {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException away) {
      return null;
    }
  }

  /** Looks no more. A reload that runs is not waited for. Twice is fine. */
  @Override
  public void close() {
    closed = true;
  }
}
