package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.Replay;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call, and what OkHttp's events tell of it. Events and the thread of the call write
 * it, any thread may end it.
 */
final class Attempt {
  private final Lease lease;
  private final Passage passage;

  /** Whether a request line went out: all that tells for sure whether the agent may have acted. */
  private volatile boolean sent;

  /** Whether the connection failed, and not the caller's own request body. */
  private volatile boolean peerFailed;

  /** What broke the connection of the latest request. */
  private volatile @Nullable IOException brokenBy;

  /** Whether the latest response had ended before it was handed on. */
  private volatile boolean bodyOver;

  /** What the response that was handed on came to; null until there is one. */
  private volatile @Nullable Outcome answer;

  private volatile boolean upgraded;

  /** Whether the agent was sent some of the request's body. */
  private volatile boolean bodyStarted;

  /** Set by the call's thread before the response is handed on; null where its body is over by then. */
  private volatile Leaks.@Nullable Leak leak;

  Attempt(Lease lease, Passage passage) {
    this.lease = lease;
    this.passage = passage;
  }

  Lease lease() {
    return lease;
  }

  Passage passage() {
    return passage;
  }

  /**
   * A request line goes out: the first one, or one by which OkHttp recovers from a broken connection
   * or follows a redirect. What happened to those before no longer counts.
   */
  void requestStarted() {
    peerFailed = false;
    brokenBy = null;
    bodyOver = false;
    sent = true;
  }

  void requestBodyStarted() {
    bodyStarted = true;
  }

  void connectionFailed() {
    peerFailed = true;
  }

  /** The response goes to the caller, who may drop it: whoever upgrades has a socket instead. */
  void watch(Call call, HttpUrl asked, Leaks leaks) {
    if (!bodyOver) {
      leak = leaks.watch(call, lease, asked);
    }
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

  void bodyFailed(Call call, IOException failure) {
    peerFailed = true;
    brokenBy = failure;
    bodyEnded(call);
  }

  /** The call was cancelled; a caller that has the response may never touch it again. */
  void cancelled() {
    if (answer != null) {
      complete(Outcome.cancelled());
    }
  }

  /** Ends the attempt of a response that was handed on; ignored where it has ended. */
  void end(Call call) {
    Outcome outcome = answer;
    IOException failure = brokenBy;
    if (outcome == null || call.isCanceled()) {
      complete(Outcome.cancelled());
    } else {
      complete(failure == null || passage.isElsewhere() ? outcome : Outcome.lost(failure));
    }
  }

  private void complete(Outcome outcome) {
    lease.complete(outcome);
    Leaks.Leak watched = leak;
    if (watched != null) {
      watched.over();
    }
  }

  /**
   * What failover is to make of an answer: a body that can't be sent again is still whole where the
   * agent refused the request before it asked for the body ({@code Expect: 100-continue}).
   */
  Outcome forFailover(Response response, Outcome outcome, Replay replay) {
    int code = response.code();
    boolean refused = (code == 429 || code == 503) && !passage.isElsewhere();
    return refused && replay == Replay.NEVER && !bodyStarted
        ? Outcome.notSent(new IOException("status " + code + " before the body was asked for"))
        : outcome;
  }

  /**
   * What an attempt that threw came to. What the caller's own request body or an interceptor below
   * throws blames nobody, nor does a server that the agent redirected to.
   */
  Outcome outcomeOf(IOException failure, Replay replay) {
    if (passage.isElsewhere()) {
      return Outcome.cancelled();
    }
    boolean refused = refusedStream(failure) && replay != Replay.NEVER;
    if (refused || (!sent && (peerFailed || unreachable(failure)))) {
      return Outcome.notSent(failure);
    }
    return sent && peerFailed ? Outcome.lost(failure) : Outcome.cancelled();
  }

  /** The failures to connect of which OkHttp's events may tell nothing. */
  private static boolean unreachable(IOException failure) {
    return failure instanceof UnknownHostException
        || failure instanceof UnknownServiceException
        || failure instanceof SocketException;
  }

  /** An HTTP/2 stream that the peer refused without acting on it. The exception is internal. */
  private static boolean refusedStream(IOException failure) {
    return failure.getClass().getSimpleName().equals("StreamResetException")
        && String.valueOf(failure.getMessage()).contains("REFUSED_STREAM");
  }
}
