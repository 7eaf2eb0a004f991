package ai.openclaw.lb.health;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/** Lines as messages of a {@code System.Logger}, for all pools that log to no file. */
final class LoggerLines implements LineSink {
  static final String NAME = "ai.openclaw.lb.health.checks";

  /** The one of this process; it is never closed, and holds nothing while it has no lines. */
  static final LineWriter WRITER = LineWriter.of(new LoggerLines());

  private final Logger logger = System.getLogger(NAME);

  private LoggerLines() {}

  @Override
  public boolean isWanted() {
    return logger.isLoggable(Level.DEBUG);
  }

  @Override
  public boolean write(List<String> lines) {
    lines.forEach(line -> logger.log(Level.DEBUG, line));
    return true;
  }

  @Override
  public void close() {}
}
