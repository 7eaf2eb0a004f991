package ai.openclaw.lb;

import ai.openclaw.lb.config.QueueConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The calls of a pool that wait for room, in the order of their coming. Whatever may have made room (an
 * attempt's end, a new snapshot, a call that joins) leads to a pass: it goes from the first call to the
 * last, and begins an attempt for each whose agents have room. So one freed place wakes one call, the
 * first that it is of use to, and that call need not compete for it. Thread-safe and lock-free: one
 * thread at a time makes passes, for all that come meanwhile.
 *
 * <p>A call that comes while another one waits for the same agents waits behind it. With rules, calls
 * for targets that overlap may overtake each other.
 *
 * <p>Cost: one volatile read while nobody waits. A pass over {@code w} calls takes O(1) where all wait
 * for the same agents, and O(w) choices of a target in a pool with rules; so does to leave early.
 */
final class WaitingCalls {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  /** Written by a reload, read by every call that is to wait. */
  private volatile QueueConfig config;

  private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();

  /** Those in the queue that have neither been served nor left. */
  private final AtomicInteger size = new AtomicInteger();

  /** Reasons for a pass since the one began that runs; 0 while none does. */
  private final AtomicInteger reasons = new AtomicInteger();

  /** What has been found without room in a pass. Touched by the thread that makes it alone. */
  private final List<Routable> full = new ArrayList<>();

  private final AtomicBoolean failureReported = new AtomicBoolean();

  WaitingCalls(QueueConfig config) {
    this.config = config;
  }

  /** Limits by another configuration from now on; calls that wait stay. */
  void config(QueueConfig config) {
    this.config = config;
  }

  /** How long a call may wait, all its waits together. */
  Duration timeout() {
    return config.timeout();
  }

  int size() {
    return size.get();
  }

  /** Lets a call wait; returns false where too many do. It may be ready when this returns. */
  boolean join(Waiting call) {
    int max = config.max();
    for (int seen = size.get(); seen < max; seen = size.get()) {
      if (size.compareAndSet(seen, seen + 1)) {
        queue.add(call);
        roomMade();
        return true;
      }
    }
    return false;
  }

  /** A call has left that waited. */
  void left(Waiting call) {
    queue.remove(call);
    size.decrementAndGet();
  }

  /** Whether a call waits that is to get the next one of these agents. */
  boolean isAnyFor(Routable routable) {
    if (size.get() == 0 || !routable.hasFit()) {
      return false;
    }
    for (Waiting call : queue) {
      if (call.isStill() && call.routable() == routable) {
        return true;
      }
    }
    return false;
  }

  /** There may be room where there was none. */
  void roomMade() {
    if (size.get() == 0 || reasons.getAndIncrement() != 0) {
      return;
    }
    boolean finished = false;
    try {
      for (int seen = 1; seen != 0; seen = reasons.addAndGet(-seen)) {
        full.clear();
        pass();
      }
      finished = true;
    } finally {
      if (!finished) {
        reasons.set(0); // or nobody would ever make a pass again
      }
    }
  }

  private void pass() {
    for (Waiting call : queue) {
      Routable routable = call.routable();
      if (call.isOver() || !routable.hasFit()) {
        end(call, call.release());
      } else if (!isFull(routable) && !serve(call, routable) && call.isForAny()) {
        return;
      }
    }
  }

  private boolean isFull(Routable routable) {
    for (Routable other : full) {
      if (other == routable) {
        return true;
      }
    }
    return false;
  }

  private boolean serve(Waiting call, Routable routable) {
    Lease lease = call.begin(routable);
    if (lease == null) {
      full.add(routable);
      return false;
    }
    end(call, call.reserve(lease));
    return true;
  }

  /** Takes a call out that has just ceased to wait, and tells it; not one that has left by itself. */
  private void end(Waiting call, boolean ended) {
    if (!ended) {
      return;
    }
    left(call);
    try {
      call.callBack();
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      report(e);
    }
  }

  private void report(Throwable thrown) {
    if (failureReported.compareAndSet(false, true)) {
      LOGGER.log(Level.WARNING, "a waiting call's callback threw (said once): " + thrown, thrown);
    }
  }

  @Override
  public String toString() {
    return "WaitingCalls[" + size + " of " + config.max() + "]";
  }
}
