package ai.openclaw.lb;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Delivers a pool's events to its listeners: in order, one at a time, on an executor of their own.
 * At most {@link #CAPACITY} wait; while a listener blocks, later events are dropped, which is said
 * once. Thread-safe.
 */
final class EventQueue {
  static final int CAPACITY = 1024;
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}; the list itself never changes. */
  private List<PoolListener> listeners;

  /** Guarded by {@link #lock}. */
  private final Queue<Event> waiting = new ArrayDeque<>();

  /** Whether a delivery runs or is about to. Guarded by {@link #lock}. */
  private boolean delivering;

  /** Whether a full queue has been reported. Guarded by {@link #lock}. */
  private boolean overflowReported;

  /** Whether a failing listener has been reported. Touched by the one delivery at a time alone. */
  private boolean failureReported;

  EventQueue(Executor executor, List<PoolListener> listeners) {
    this.executor = executor;
    this.listeners = List.copyOf(listeners);
  }

  void addListener(PoolListener listener) {
    lock.lock();
    try {
      List<PoolListener> more = new ArrayList<>(listeners);
      more.add(listener);
      listeners = List.copyOf(more);
    } finally {
      lock.unlock();
    }
  }

  void removeListener(PoolListener listener) {
    lock.lock();
    try {
      listeners = listeners.stream().filter(known -> known != listener).toList();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Queues an event. Calls nobody, so it may be called under a lock; {@link #flush} is to follow when
   * the lock is released.
   */
  void add(Consumer<PoolListener> event) {
    lock.lock();
    try {
      if (listeners.isEmpty()) {
        return;
      }
      if (waiting.size() < CAPACITY) {
        waiting.add(new Event(event, listeners));
      } else {
        reportOverflow();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sees to it that queued events are delivered. */
  void flush() {
    if (beginDelivery()) {
      startDelivery();
    }
  }

  private boolean beginDelivery() {
    lock.lock();
    try {
      boolean begin = !delivering && !waiting.isEmpty();
      delivering |= begin;
      return begin;
    } finally {
      lock.unlock();
    }
  }

  private void startDelivery() {
    try {
      executor.execute(this::deliverAll);
    } catch (RuntimeException e) { // a given executor may throw what it likes
      LOGGER.log(
          Level.WARNING, "pool events are not delivered: the listeners' executor rejects them", e);
      stopDelivery();
    }
  }

  private void deliverAll() {
    for (Event event = next(); event != null; event = next()) {
      for (PoolListener listener : event.hearers()) {
        deliver(event.call(), listener);
      }
    }
  }

  /** Takes the next event; with none left the delivery is over. */
  private @Nullable Event next() {
    lock.lock();
    try {
      Event event = waiting.poll();
      delivering = event != null;
      return event;
    } finally {
      lock.unlock();
    }
  }

  private void stopDelivery() {
    lock.lock();
    try {
      delivering = false;
      waiting.clear();
    } finally {
      lock.unlock();
    }
  }

  private void deliver(Consumer<PoolListener> call, PoolListener listener) {
    try {
      call.accept(listener);
    } catch (Throwable e) { // user code must not end the deliveries
      if (!failureReported) {
        failureReported = true;
        LOGGER.log(
            Level.WARNING,
            "a pool listener threw (said once): " + listener.getClass().getName(),
            e);
      }
    }
  }

  private void reportOverflow() {
    if (!overflowReported) {
      overflowReported = true;
      LOGGER.log(
          Level.WARNING,
          "a pool listener blocks: " + CAPACITY
              + " events wait, later ones are dropped (said once)");
    }
  }

  /** What happened, and those who listened then. */
  private record Event(Consumer<PoolListener> call, List<PoolListener> hearers) {}
}
