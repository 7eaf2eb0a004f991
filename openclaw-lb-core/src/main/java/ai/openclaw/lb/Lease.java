package ai.openclaw.lb;

import ai.openclaw.lb.health.LoadReport;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * One attempt's hold on one agent: while it lasts the attempt counts as in flight there. It ends
 * once, by {@link #complete} or {@link #close}, when the response <em>body</em> has ended, from any
 * thread; whatever comes after that is ignored. Thread-safe.
 */
public final class Lease implements AutoCloseable {
  private static final VarHandle STAGE = handle("stage", byte.class);
  private static final VarHandle RETRY = handle("retry", boolean.class);

  /** The stages of an attempt, which only rise: no answer yet, the first byte has come, ended. */
  private static final byte BEGUN = 0;

  private static final byte ANSWERED = 1;
  private static final byte ENDED = 2;

  private final PooledAgent agent;
  private final Admission admittedBy;
  private final AttemptTrackers trackers;
  private final LongSupplier nanoTime;
  private final long startNanos;

  /** Any thread raises it, by {@link #STAGE}: whoever does decides what follows. */
  @SuppressWarnings("unused")
  private volatile byte stage;

  /**
   * Whether the pool's budget waits for the answer of this retry. Set before anybody else has the
   * lease, cleared by compare-and-set.
   */
  @SuppressWarnings("unused")
  private boolean retry;

  /** Begins an attempt that {@code agent} has admitted, in the state {@code admittedBy}. */
  Lease(PooledAgent agent, Admission admittedBy, LongSupplier nanoTime, long startNanos) {
    this.agent = agent;
    this.admittedBy = admittedBy;
    this.trackers = agent.trackers();
    this.nanoTime = nanoTime;
    this.startNanos = startNanos;
    trackers.began(startNanos);
  }

  /** The agent that the attempt goes to. */
  public Agent agent() {
    return agent;
  }

  /**
   * Tells what the agent said of its load along with an answer. An agent under heavy load gets less
   * traffic.
   */
  public void reportLoad(LoadReport load) {
    admittedBy.loaded(agent, Objects.requireNonNull(load, "load"));
  }

  PooledAgent pooledAgent() {
    return agent;
  }

  /** Says that the attempt is a retry that the budget has permitted. */
  void isRetry() {
    retry = true;
  }

  /** Tells the budget that this retry waits for its answer no longer, if it did. */
  void retryAnswered() {
    if (retry && RETRY.compareAndSet(this, true, false)) {
      agent.overload().retries().answered();
    }
  }

  long startNanos() {
    return startNanos;
  }

  /** Reports that the first byte of the answer arrived: its headers, or the first part of a stream. */
  public void firstByte() {
    if (STAGE.compareAndSet(this, BEGUN, ANSWERED)) {
      long now = nanoTime.getAsLong();
      long elapsed = elapsed(now);
      trackers.firstByte(now, elapsed);
      agent.listeners().firstByte(now, elapsed);
      admittedBy.answered();
      retryAnswered();
    }
  }

  /**
   * Ends the attempt. To be called when the response body has ended, not when its headers came.
   *
   * @param outcome what the attempt came to
   */
  public void complete(Outcome outcome) {
    Objects.requireNonNull(outcome, "outcome");
    if (stage == ENDED) {
      return;
    }
    long now = nanoTime.getAsLong(); // first: a clock waits for atomic writes before it
    byte before = (byte) STAGE.getAndSet(this, ENDED); // and no first byte comes after the end
    if (before == ENDED) {
      return;
    }
    long elapsed = elapsed(now);
    if (before == BEGUN && outcome.kind() == Outcome.Kind.ANSWERED) {
      trackers.firstByte(now, elapsed);
      agent.listeners().firstByte(now, elapsed);
    }
    retryAnswered();
    agent.ended(outcome);
    trackers.ended(now, elapsed, outcome);
    agent.listeners().ended(now, elapsed, outcome);
    admittedBy.ended(agent, outcome, elapsed, now);
    agent.overload().waiting().roomMade(); // last: what the end says of the agent comes first
  }

  /** Not below 0: some clocks step back a little between two processors. */
  private long elapsed(long nowNanos) {
    return Math.max(0, nowNanos - startNanos);
  }

  /** Ends the attempt as cancelled, unless it has ended. */
  @Override
  public void close() {
    complete(Outcome.cancelled());
  }

  @Override
  public String toString() {
    return "Lease[" + agent.id() + (stage == ENDED ? ", ended]" : "]");
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(Lease.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
