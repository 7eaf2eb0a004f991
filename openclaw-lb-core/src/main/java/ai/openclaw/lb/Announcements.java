package ai.openclaw.lb;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells listeners who has joined and who has left: in the order of the changes, and without the lock
 * under which they were made. So the meters of an agent that left are gone before those of the next
 * one of its id come. Thread-safe: one thread at a time tells, for all that come meanwhile.
 */
final class Announcements {
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** What waits to be told, and what is being told; 0 while nobody tells. */
  private final AtomicInteger untold = new AtomicInteger();

  /** Queues what is to be told, which must not throw. */
  void add(Runnable telling) {
    waiting.add(telling);
  }

  void joined(PooledAgent agent) {
    waiting.add(() -> agent.listeners().joined());
  }

  void left(PooledAgent agent) {
    waiting.add(() -> agent.listeners().left());
  }

  /** Tells what waits, without any lock held. */
  void tell() {
    if (waiting.isEmpty() || untold.getAndIncrement() != 0) {
      return;
    }
    for (int seen = 1; seen != 0; seen = untold.addAndGet(-seen)) {
      for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
        next.run();
      }
    }
  }
}
