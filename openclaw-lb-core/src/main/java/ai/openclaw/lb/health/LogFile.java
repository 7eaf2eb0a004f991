package ai.openclaw.lb.health;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines, as {@link HealthLog} describes it. Before each batch it looks whether the path
 * still names the file that is open. Used by one thread at a time.
 */
final class LogFile implements LineSink {
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.health");
  private static final byte[] LINE_END = {'\n'};
  private static final long MAX_BYTES = 10 * 1024 * 1024;
  private static final int OLD_FILES = 3;
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final Path file;
  private final long maxBytes;
  private final LongSupplier nanoTime;

  private @Nullable FileChannel channel;

  /** Tells the open file from another one of the same name; null where the system can't. */
  private @Nullable Object key;

  /** Whether the last attempt failed, and when. */
  private boolean failing;

  private long failedAtNanos;

  /** Whether a failed attempt may have left a line without its end. */
  private boolean torn;

  private boolean warned;
  private boolean closed;

  LogFile(Path file, LongSupplier nanoTime) {
    this(file, MAX_BYTES, nanoTime);
  }

  LogFile(Path file, long maxBytes, LongSupplier nanoTime) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.nanoTime = nanoTime;
  }

  @Override
  public boolean isWanted() {
    return true;
  }

  @Override
  public boolean write(List<String> lines) {
    boolean waiting = failing && nanoTime.getAsLong() - failedAtNanos < RETRY_NANOS;
    if (closed || waiting) {
      return false;
    }
    try {
      append(String.join("\n", lines) + "\n");
      failing = false;
    } catch (IOException | RuntimeException e) { // a file system may also refuse by the latter
      closeChannel();
      failing = true;
      failedAtNanos = nanoTime.getAsLong();
      warn("can't be written, which is tried again each second", e);
    }
    return !failing;
  }

  private void append(String text) throws IOException {
    byte[] lines = text.getBytes(StandardCharsets.UTF_8);
    FileChannel out = current();
    if (out.size() > 0 && out.size() + lines.length > maxBytes) {
      out = rotated(out);
    }
    if (torn && out.size() > 0) {
      out.write(ByteBuffer.wrap(LINE_END));
    }
    torn = true;
    ByteBuffer rest = ByteBuffer.wrap(lines);
    while (rest.hasRemaining()) {
      out.write(rest);
    }
    torn = false;
  }

  /** The file that the path names now. */
  private FileChannel current() throws IOException {
    FileChannel known = channel;
    if (known != null && isInPlace()) {
      return known;
    }
    closeChannel();
    FileChannel opened = FileChannel.open(
        file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    channel = opened;
    key = keyOfPath();
    return opened;
  }

  private boolean isInPlace() {
    try {
      return Objects.equals(key, keyOfPath());
    } catch (IOException gone) {
      return false;
    }
  }

  private @Nullable Object keyOfPath() throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /** A new file, or the old one if it is not for us to move. */
  private FileChannel rotated(FileChannel full) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return full; // moving a link or a device, such as /dev/stdout, would break more than a log
    }
    closeChannel();
    try {
      vacate(1);
      Files.move(file, old(1), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      warn("can't be rotated, and grows", e);
    }
    return current();
  }

  /** Makes room for an older file, moving no more files than that takes. */
  private void vacate(int number) throws IOException {
    if (number < OLD_FILES && Files.exists(old(number), LinkOption.NOFOLLOW_LINKS)) {
      vacate(number + 1);
      Files.move(old(number), old(number + 1), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private Path old(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  private void warn(String what, Exception e) {
    if (!warned) {
      warned = true;
      LOG.log(Level.WARNING, "health log " + file + " " + what + " (said once): " + e);
    }
  }

  private void closeChannel() {
    FileChannel open = channel;
    channel = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException lateFailure) {
      warn("may lack its last lines", lateFailure);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeChannel();
  }
}
