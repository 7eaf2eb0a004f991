package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import ai.openclaw.lb.Outcome;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a call, and what OkHttp's events tell of it. Events and the thread of the call write
 * it, any thread may end it.
 */
final class Attempt {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Lease lease;

  /** Whether a request line went out: all that tells for sure whether the agent may have acted. */
  private volatile boolean sent;

  /** Whether the connection failed, and not the caller's own request body. */
  private volatile boolean peerFailed;

  /** What broke the connection after the response had been handed on. */
  private volatile @Nullable IOException brokenBy;

  /** What the response that was handed on came to; null until there is one. */
  private volatile @Nullable Outcome answer;

  private volatile boolean upgraded;

  Attempt(Lease lease) {
    this.lease = lease;
  }

  Lease lease() {
    return lease;
  }

  void requestStarted() {
    sent = true;
  }

  void connectionFailed() {
    peerFailed = true;
  }

  /** The response goes to the caller: from now on the end of its body ends the attempt. */
  void handOn(Response response, Outcome outcome) {
    boolean fromAgent = response.networkResponse() != null;
    upgraded = response.code() == SWITCHING_PROTOCOLS;
    answer = fromAgent ? outcome : Outcome.cancelled();
  }

  void bodyEnded(Call call) {
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
      lease.complete(Outcome.cancelled());
    }
  }

  /** Ends the attempt of a response that was handed on; ignored where it has ended. */
  void end(Call call) {
    Outcome outcome = answer;
    IOException failure = brokenBy;
    if (outcome == null || call.isCanceled()) {
      lease.complete(Outcome.cancelled());
    } else {
      lease.complete(failure == null ? outcome : Outcome.lost(failure));
    }
  }

  /** What an attempt that threw came to; what the caller's own request body throws blames nobody. */
  Outcome outcomeOf(IOException failure) {
    if (!sent || refusedStream(failure)) {
      return Outcome.notSent(failure);
    }
    return peerFailed ? Outcome.lost(failure) : Outcome.cancelled();
  }

  /** An HTTP/2 stream that the peer refused without acting on it. The exception is internal. */
  private static boolean refusedStream(IOException failure) {
    return failure.getClass().getSimpleName().equals("StreamResetException")
        && String.valueOf(failure.getMessage()).contains("REFUSED_STREAM");
  }
}
