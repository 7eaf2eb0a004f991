package ai.openclaw.lb.strategy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The decaying memory of failures that keeps an agent which fails fast, and so is always idle, from
 * attracting the traffic. Each quick failure adds a penalty that counts like attempts in flight; penalties
 * decay exponentially, and once an agent's is worth less than half an attempt it is 0, so that no
 * residue steers for ever. Thread-safe; no charge is lost.
 *
 * <p>A failure that took long attracts nothing, as the attempt was in flight all along. It adds no
 * penalty: in an overload it would drive the calls from one agent of long queues to the next, and
 * each to its own overload, when the pool as a whole could serve them (docs/balancing.md, dip).
 *
 * <p>While nothing is charged it costs one volatile read per pick, and the clock is not read.
 *
 * <p>Example: with 10 per failure and a time constant of 30 s, an agent that failed twice counts as
 * 20 attempts in flight, after 30 s as 7.4, and from 111 s on as none.
 */
final class FailurePenalties {
  private static final double NEGLIGIBLE = 0.5;

  /** What a failure takes at least to attract no calls. Agents that fail fast do it in less. */
  private static final long LONG_NANOS = Duration.ofSeconds(2).toNanos();

  private final double perFailure;
  private final double perRefusal;
  private final double timeConstantNanos;
  private final LongSupplier nanoTime;
  /** The charge that will be the last to be forgotten, of all agents; null while there is none. */
  private final AtomicReference<@Nullable Charge> longest = new AtomicReference<>();

  /**
   * A memory that is empty.
   *
   * @param perFailure what a failure adds, in attempts in flight
   * @param perRefusal what a refusal adds
   * @param timeConstant the time in which a penalty falls to 1/e
   */
  FailurePenalties(
      double perFailure, double perRefusal, Duration timeConstant, LongSupplier nanoTime) {
    this.perFailure = perFailure;
    this.perRefusal = perRefusal;
    this.timeConstantNanos = timeConstant.toNanos();
    this.nanoTime = nanoTime;
  }

  /** The memory that an environment asks for; a refusal adds a tenth of what a failure does. */
  static FailurePenalties of(StrategyEnvironment environment) {
    return new FailurePenalties(
        environment.failurePenalty(),
        environment.failurePenalty() / 10,
        environment.failureDecay(),
        environment.nanoTime());
  }

  /** Whether an agent may have a penalty. */
  boolean any() {
    return longest.get() != null;
  }

  /** The time, for {@link Tracker#at}; forgets by it, too. */
  long now() {
    long now = nanoTime.getAsLong();
    forget(now);
    return now;
  }

  /** Notices when the last penalty is over. */
  void forget(long nowNanos) {
    Charge last = longest.get();
    if (last != null && last.isOver(nowNanos)) {
      longest.compareAndSet(last, null);
    }
  }

  Tracker newTracker() {
    return new Tracker();
  }

  /** One agent's penalty. */
  final class Tracker implements AttemptTracker {
    private final AtomicReference<@Nullable Charge> charge = new AtomicReference<>();

    @Override
    public void ended(long nowNanos, long elapsedNanos, AttemptResult result) {
      if (result == AttemptResult.FAILURE && elapsedNanos < LONG_NANOS) {
        add(perFailure, nowNanos);
      } else if (result == AttemptResult.REFUSED) {
        add(perRefusal, nowNanos);
      }
    }

    /** The penalty at a time, in attempts in flight. */
    double at(long nowNanos) {
      Charge current = charge.get();
      return current == null ? 0 : left(current, nowNanos);
    }

    private void add(double amount, long nowNanos) {
      Charge previous = charge.get();
      Charge next = charged(previous, amount, nowNanos);
      while (!charge.compareAndSet(previous, next)) {
        previous = charge.get();
        next = charged(previous, amount, nowNanos);
      }
      remember(next);
    }
  }

  private Charge charged(@Nullable Charge previous, double amount, long now) {
    double total = amount + (previous == null ? 0 : left(previous, now));
    double lasting = timeConstantNanos * Math.log(total / NEGLIGIBLE);
    return new Charge(total, now, Math.max(0, (long) lasting));
  }

  private double left(Charge charge, long now) {
    if (charge.isOver(now)) {
      return 0;
    }
    return charge.amount * Math.exp(-Math.max(0, now - charge.atNanos) / timeConstantNanos);
  }

  private void remember(Charge charge) {
    Charge last = longest.get();
    while ((last == null || charge.outlasts(last)) && !longest.compareAndSet(last, charge)) {
      last = longest.get();
    }
  }

  /** A penalty as it was when it was last added to, and how long it takes to become negligible. */
  private record Charge(double amount, long atNanos, long lastingNanos) {
    boolean isOver(long now) {
      return now - atNanos >= lastingNanos;
    }

    boolean outlasts(Charge other) {
      return atNanos + lastingNanos - (other.atNanos + other.lastingNanos) > 0;
    }
  }
}
