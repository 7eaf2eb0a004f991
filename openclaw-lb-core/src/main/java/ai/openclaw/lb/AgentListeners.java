package ai.openclaw.lb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * Those who listen to one agent's attempts. One that throws is reported once for the process, and
 * disturbs neither the attempt nor the others. Immutable.
 */
final class AgentListeners {
  static final AgentListeners NONE = new AgentListeners(List.of());

  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");
  private static final AtomicBoolean FAILURE_REPORTED = new AtomicBoolean();

  private final List<Entry> entries;
  private final AgentListener[] listeners;

  private AgentListeners(List<Entry> entries) {
    this.entries = entries;
    this.listeners = entries.stream().map(Entry::listener).toArray(AgentListener[]::new);
  }

  /** These, and one more, which {@code factory} made. */
  AgentListeners with(AgentListener.Factory factory, AgentListener listener) {
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(factory, listener));
    return new AgentListeners(List.copyOf(more));
  }

  /** Those that {@code factory} made. */
  Stream<AgentListener> of(AgentListener.Factory factory) {
    return entries.stream().filter(entry -> entry.factory() == factory).map(Entry::listener);
  }

  /** These without those that {@code factory} made. */
  AgentListeners without(AgentListener.Factory factory) {
    return new AgentListeners(
        entries.stream().filter(entry -> entry.factory() != factory).toList());
  }

  void joined() {
    for (AgentListener listener : listeners) {
      try {
        listener.joined();
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        reportOnce(listener, e);
      }
    }
  }

  void left() {
    for (AgentListener listener : listeners) {
      try {
        listener.left();
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        reportOnce(listener, e);
      }
    }
  }

  void firstByte(long nowNanos, long elapsedNanos) {
    for (AgentListener listener : listeners) {
      try {
        listener.firstByte(nowNanos, elapsedNanos);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        reportOnce(listener, e);
      }
    }
  }

  void ended(long nowNanos, long elapsedNanos, Outcome outcome) {
    for (AgentListener listener : listeners) {
      try {
        listener.ended(nowNanos, elapsedNanos, outcome);
      } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
        reportOnce(listener, e);
      }
    }
  }

  private static void reportOnce(Object listener, Throwable thrown) {
    if (FAILURE_REPORTED.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "an agent listener threw (said once): " + listener.getClass().getName(),
          thrown);
    }
  }

  private record Entry(AgentListener.Factory factory, AgentListener listener) {}
}
