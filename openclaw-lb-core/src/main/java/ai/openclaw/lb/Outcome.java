package ai.openclaw.lb;

import ai.openclaw.lb.strategy.AttemptResult;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one attempt came to. Immutable and thread-safe. */
public final class Outcome {
  private static final int FIRST_STATUS = 100;
  private static final int LAST_STATUS = 599;
  private static final Outcome[] STATUSES = statuses();
  private static final Outcome CANCELLED = new Outcome(Kind.CANCELLED, 0, null, null);

  private final Kind kind;
  private final int status;
  private final @Nullable Duration retryAfter;
  private final @Nullable Throwable cause;
  private final AttemptResult result;

  private Outcome(Kind kind, int status, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    this.kind = kind;
    this.status = status;
    this.retryAfter = retryAfter;
    this.cause = cause;
    this.result = result(kind, status, retryAfter);
  }

  /** The agent answered with this HTTP status. Does not allocate for statuses from 100 to 599. */
  public static Outcome status(int code) {
    return code >= FIRST_STATUS && code <= LAST_STATUS
        ? STATUSES[code - FIRST_STATUS]
        : new Outcome(Kind.ANSWERED, code, null, null);
  }

  /**
   * The agent answered with this HTTP status and asked to be spared for a while.
   *
   * @param retryAfter from the {@code Retry-After} header; a negative one counts as zero
   */
  public static Outcome status(int code, Duration retryAfter) {
    Duration positive = retryAfter.isNegative() ? Duration.ZERO : retryAfter;
    return new Outcome(Kind.ANSWERED, code, positive, null);
  }

  /** The request did not reach the agent: refused, unknown host, connect or TLS failure. */
  public static Outcome notSent(Throwable cause) {
    return new Outcome(Kind.NOT_SENT, 0, null, Objects.requireNonNull(cause, "cause"));
  }

  /** The request was sent, at least in part, and its answer was lost: reset, timeout, garbage. */
  public static Outcome lost(Throwable cause) {
    return new Outcome(Kind.LOST, 0, null, Objects.requireNonNull(cause, "cause"));
  }

  /** The caller gave up; this says nothing about the agent. */
  public static Outcome cancelled() {
    return CANCELLED;
  }

  Kind kind() {
    return kind;
  }

  /** Returns the HTTP status that the agent answered with; 0 where it did not answer. */
  public int status() {
    return status;
  }

  /** Whether the caller gave the attempt up. */
  public boolean isCancelled() {
    return kind == Kind.CANCELLED;
  }

  @Nullable
  Duration retryAfter() {
    return retryAfter;
  }

  /** Whether the agent answered, with a status that does not blame it. */
  boolean succeeded() {
    return kind == Kind.ANSWERED && status < 500;
  }

  /**
   * Whether the outcome says nothing of the agent's fitness: the caller cancelled, or made the mistake
   * that the agent complains of (4xx but 429).
   */
  boolean isCallers() {
    return kind == Kind.CANCELLED
        || (kind == Kind.ANSWERED && status >= 400 && status < 500 && status != 429);
  }

  /** Whether this is how an agent fares that has more to do than it can, and not only one that is ill. */
  boolean mayBeOverload() {
    return kind == Kind.LOST
        ? cause instanceof SocketTimeoutException
        : kind == Kind.ANSWERED && (status == 503 || status == 504);
  }

  AttemptResult result() {
    return result;
  }

  private static AttemptResult result(Kind kind, int status, @Nullable Duration retryAfter) {
    return switch (kind) {
      case CANCELLED -> AttemptResult.CANCELLED;
      case NOT_SENT, LOST -> AttemptResult.FAILURE;
      case ANSWERED -> answered(status, retryAfter);
    };
  }

  private static AttemptResult answered(int status, @Nullable Duration retryAfter) {
    // "Again at once" asks for no pause: such a 503 is a failure as any other.
    if (status == 429 || (status == 503 && retryAfter != null && !retryAfter.isZero())) {
      return AttemptResult.REFUSED;
    }
    return status < 500 ? AttemptResult.SUCCESS : AttemptResult.FAILURE;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case ANSWERED ->
        "status " + status + (retryAfter == null ? "" : ", retry after " + retryAfter);
      case NOT_SENT -> "not sent: " + cause;
      case LOST -> "lost: " + cause;
      case CANCELLED -> "cancelled";
    };
  }

  private static Outcome[] statuses() {
    Outcome[] statuses = new Outcome[LAST_STATUS - FIRST_STATUS + 1];
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] = new Outcome(Kind.ANSWERED, FIRST_STATUS + i, null, null);
    }
    return statuses;
  }

  enum Kind {
    ANSWERED,
    NOT_SENT,
    LOST,
    CANCELLED
  }
}
