package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.Replay;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call, and what OkHttp's events tell of it. Events and the thread of the call write
 * it, any thread may end it.
 */
final class Attempt {
  private final Lease lease;

  /** Null where the pool sets no limit. */
  private final @Nullable AttemptTimeout timeout;

  /** Whether a request line went out: all that tells for sure whether the agent may have acted. */
  private volatile boolean sent;

  /** Whether the connection failed, and not the caller's own request body. */
  private volatile boolean peerFailed;

  /** Whether the latest request got response headers; they may be against the protocol. */
  private volatile boolean answered;

  /** What broke the connection of the latest request. */
  private volatile @Nullable IOException brokenBy;

  /** Whether the latest response had ended before it was handed on. */
  private volatile boolean bodyOver;

  /** What the response that was handed on came to; null until there is one. */
  private volatile @Nullable Outcome answer;

  private volatile boolean upgraded;

  /** Whether the reader of the body tells its end, and not the connection: it may lag behind. */
  private volatile boolean endsByReader;

  /**
   * Begins.
   *
   * @param limit the longest it may take to the response's headers; null for any time
   */
  Attempt(Lease lease, @Nullable Duration limit) {
    this.lease = lease;
    this.timeout = limit == null ? null : new AttemptTimeout(limit);
  }

  Lease lease() {
    return lease;
  }

  @Nullable
  AttemptTimeout timeout() {
    return timeout;
  }

  /** Sends the request; see {@link AttemptTimeout#proceed} for where there is a limit. */
  Response proceed(Chain chain, Request request, Replay replay) throws IOException {
    if (timeout == null) {
      return send(chain, request, replay);
    }
    Response response = timeout.proceed(chain, limited -> send(limited, request, replay));
    if (!bodyOver) {
      timeout.restore(chain, response);
    }
    return response;
  }

  /**
   * Sends it again to the same agent, once, where that had not looked at it. So does OkHttp, but not
   * for a request that it must not recover: an agent that shuts connections down in order, as at each
   * of its new releases, has failed nobody.
   */
  private Response send(Chain chain, Request request, Replay replay) throws IOException {
    try {
      return chain.proceed(request);
    } catch (IOException e) {
      if (!Failures.isUnprocessed(e) || replay == Replay.NEVER) {
        throw e;
      }
      sent = false;
      peerFailed = false;
      return chain.proceed(request);
    }
  }

  /**
   * A request line goes out: the first one, or one by which OkHttp recovers from a broken connection
   * or follows a redirect. What happened to those before no longer counts.
   */
  void requestStarted() {
    peerFailed = false;
    brokenBy = null;
    bodyOver = false;
    answered = false;
    sent = true;
  }

  void headersCame() {
    answered = true;
  }

  /** The headers of the final response are there; those from a cache tell nothing of the agent. */
  void headersCame(Response response) {
    if (response.networkResponse() != null) {
      lease.firstByte();
      LoadReports.report(lease, response);
    }
  }

  void connectionFailed() {
    peerFailed = true;
  }

  /** The response goes to the caller: from now on the end of its body ends the attempt. */
  void handOn(Call call, boolean upgrades, Outcome outcome) {
    upgraded = upgrades;
    answer = outcome;
    if (call.isCanceled()) {
      cancelled();
    } else if (bodyOver) {
      bodyEnded(call);
    }
  }

  void bodyEnded(Call call) {
    bodyOver = true;
    if (answer != null && !upgraded) {
      end(call);
    }
  }

  /** From now on the reader of the body tells the end of one that does not break. */
  void endsByReader() {
    endsByReader = true;
  }

  /**
   * The caller has read the body to its end, or closed it; ignored before it was handed on.
   *
   * @param error what an error within the body amounts to; null where there was none
   */
  void readerDone(Call call, @Nullable Outcome error) {
    if (answer != null) {
      answer = error == null ? answer : error;
      abandon(call);
    }
  }

  /** Ends the attempt, whether or not somebody still reads its response. */
  void abandon(Call call) {
    endsByReader = false;
    end(call);
  }

  void bodyFailed(Call call, IOException failure) {
    peerFailed = true;
    brokenBy = failure;
    bodyEnded(call);
  }

  /** The call was cancelled; a caller that has the response may never touch it again. */
  void cancelled() {
    if (answer != null) {
      lease.complete(Outcome.cancelled());
    }
  }

  /** Ends the attempt of a response that was handed on; ignored where it has ended. */
  void end(Call call) {
    Outcome outcome = answer;
    IOException failure = brokenBy;
    if (outcome == null || call.isCanceled()) {
      lease.complete(Outcome.cancelled());
    } else if (failure != null) {
      lease.complete(Outcome.lost(failure));
    } else if (!endsByReader) {
      lease.complete(outcome);
    }
  }

  /**
   * What an attempt that threw came to. What the caller's own request body or an interceptor below
   * throws blames nobody, nor does what this machine has run out of.
   */
  Outcome outcomeOf(IOException failure, Replay replay) {
    if (Failures.isUnprocessed(failure) && replay != Replay.NEVER) {
      return Outcome.notSent(failure);
    }
    boolean late = timeout != null && timeout.isOver();
    boolean absurd = answered && failure instanceof ProtocolException;
    boolean blamed = peerFailed || late || absurd;
    if (sent) {
      return blamed ? Outcome.lost(failure) : Outcome.cancelled();
    }
    return (blamed || Failures.isUnreachable(failure)) && !Failures.isLocal(failure)
        ? Outcome.notSent(failure)
        : Outcome.cancelled();
  }
}
