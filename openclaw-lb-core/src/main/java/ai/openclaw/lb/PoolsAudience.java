package ai.openclaw.lb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Those who hear what reloads do to the pools of a document. One that throws is reported once, and
 * holds up no other. Thread-safe.
 */
final class PoolsAudience {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  private final Announcements announcements = new Announcements();
  private final List<PoolsListener> listeners = new CopyOnWriteArrayList<>();
  private final AtomicBoolean blamed = new AtomicBoolean();

  void add(PoolsListener listener) {
    listeners.add(listener);
  }

  void remove(PoolsListener listener) {
    listeners.remove(listener);
  }

  /** Queues what the listeners of this moment are to hear; {@link #tell} is to come. */
  void hears(Consumer<PoolsListener> event) {
    for (PoolsListener listener : listeners) {
      announcements.add(() -> tell(listener, event));
    }
  }

  /** Tells what is queued, without any lock held. */
  void tell() {
    announcements.tell();
  }

  private void tell(PoolsListener listener, Consumer<PoolsListener> event) {
    try {
      event.accept(listener);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      if (blamed.compareAndSet(false, true)) {
        String name = listener.getClass().getName();
        LOGGER.log(Level.WARNING, "a listener of pools threw (said once): " + name, e);
      }
    }
  }
}
