package ai.openclaw.lb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call's place among those that wait for an agent to have room. Whoever ends another attempt, or
 * changes the pool, reserves an attempt for it and calls it back; {@link AgentCall#acquire} then
 * returns that attempt, at once. It is to be left by {@code acquire}, or by {@link #cancel} where the
 * caller gives up: what is reserved for it counts as in flight until then. Thread-safe.
 */
public final class Waiting {
  private static final VarHandle STATE = stateHandle();
  private static final State STILL = new State(false, null);
  private static final State RELEASED = new State(true, null);
  private static final State LEFT = new State(true, null);

  private final CallPath path;
  private final RequestContext context;
  private final Session session;
  private final Replay replay;
  private final TriedAgents tried;
  private final Pause time;
  private final Runnable ready;

  /** Whoever reserves an attempt, releases the call, or leaves comes first, by compare-and-set. */
  private volatile State state = STILL;

  Waiting(
      CallPath path,
      RequestContext context,
      Session session,
      Replay replay,
      TriedAgents tried,
      Pause time,
      Runnable ready) {
    this.path = path;
    this.context = context;
    this.session = session;
    this.replay = replay;
    this.tried = tried;
    this.time = time;
    this.ready = ready;
  }

  /** Whether {@link AgentCall#acquire} is to be called now. */
  public boolean isReady() {
    return state.over;
  }

  /** How long the call may wait from now on, zero at least; then, too, {@code acquire} is due. */
  public Duration timeLeft() {
    return Duration.ofNanos(time.left(path.nanoTime()));
  }

  /**
   * Leaves, since the caller gives up; what was reserved goes to the next one that waits. From any
   * thread; twice is fine.
   */
  public void cancel() {
    Lease reserved = take();
    if (reserved != null) {
      discard(reserved);
    }
  }

  /** Leaves; returns what was reserved, or null where nothing was. */
  @Nullable
  Lease take() {
    State before = (State) STATE.getAndSet(this, LEFT);
    if (before == STILL) {
      path.waiting().left(this);
    }
    return before.reserved;
  }

  boolean isStill() {
    return state == STILL;
  }

  boolean isOver() {
    return time.isOver(path.nanoTime());
  }

  /** What is used up of the time that it had. */
  Duration elapsed() {
    return Duration.ofNanos(time.lengthNanos()).minus(timeLeft());
  }

  /** The agents that it waits for, as the pool is now. */
  Routable routable() {
    return path.snapshot().routable(context, tried);
  }

  /** Whether all calls of the pool wait for the same agents. */
  boolean isForAny() {
    return !path.snapshot().hasTargets();
  }

  /** Begins an attempt on one of these agents; null where none has room. */
  @Nullable
  Lease begin(Routable routable) {
    return path.begin(routable, context, session, replay, tried);
  }

  /** Reserves an attempt; returns false where the call has left, and the attempt is gone. */
  boolean reserve(Lease lease) {
    if (STATE.compareAndSet(this, STILL, new State(true, lease))) {
      return true;
    }
    discard(lease);
    return false;
  }

  /** Lets the call go on without an attempt; returns false where it has left. */
  boolean release() {
    return STATE.compareAndSet(this, STILL, RELEASED);
  }

  void callBack() {
    ready.run();
  }

  private void discard(Lease reserved) {
    path.counts().unmade();
    reserved.close();
  }

  private static VarHandle stateHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(Waiting.class, "state", State.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Whether it is over, and the attempt that was reserved, if any. */
  private static final class State {
    private final boolean over;
    private final @Nullable Lease reserved;

    State(boolean over, @Nullable Lease reserved) {
      this.over = over;
      this.reserved = reserved;
    }
  }
}
