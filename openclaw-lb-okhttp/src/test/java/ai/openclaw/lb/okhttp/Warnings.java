package ai.openclaw.lb.okhttp;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;

/** What the module warns of, instead of the console; what OkHttp warns of is left out. */
final class Warnings extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("ai.openclaw.lb.okhttp");
  private final Logger okHttp = Logger.getLogger(OkHttpClient.class.getName());
  private final List<String> messages = new CopyOnWriteArrayList<>();

  Warnings() {
    logger.setUseParentHandlers(false);
    okHttp.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  List<String> messages() {
    return List.copyOf(messages);
  }

  @Override
  public void publish(LogRecord warning) {
    messages.add(warning.getLevel() + " " + warning.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    okHttp.setUseParentHandlers(true);
  }
}
