package ai.openclaw.lb.health;

import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The log files that are open, each with one writer however many pools log to it: two that rotate
 * one file would each move the other's. Thread-safe.
 */
final class LogFiles {
  /** The ones of this process. */
  static final LogFiles PROCESS =
      new LogFiles(file -> LineWriter.of(new LogFile(file, System::nanoTime)));

  private final Function<Path, LineWriter> factory;
  private final ConcurrentHashMap<Path, Shared> open = new ConcurrentHashMap<>();

  LogFiles(Function<Path, LineWriter> factory) {
    this.factory = factory;
  }

  /** The file's writer, with one user more. Touches no file. */
  LineWriter open(Path file) {
    return open.compute(key(file), this::oneMore).writer();
  }

  /** Counts one user less; the last one's leave closes the file, when its lines are written. */
  void release(Path file) {
    open.computeIfPresent(key(file), LogFiles::oneLess);
  }

  private Shared oneMore(Path key, @Nullable Shared shared) {
    return shared == null
        ? new Shared(factory.apply(key), 1)
        : new Shared(shared.writer, shared.users + 1);
  }

  private static @Nullable Shared oneLess(Path key, Shared shared) {
    if (shared.users > 1) {
      return new Shared(shared.writer, shared.users - 1);
    }
    shared.writer.close();
    return null;
  }

  private static Path key(Path file) {
    return file.toAbsolutePath().normalize();
  }

  private record Shared(LineWriter writer, int users) {}
}
