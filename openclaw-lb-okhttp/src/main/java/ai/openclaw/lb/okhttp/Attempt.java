package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.Replay;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.HttpUrl;
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
  private final Passage passage;

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

  /** Whether the agent was sent some of the request's body. */
  private volatile boolean bodyStarted;

  /** Set by the call's thread before the response is handed on; null where its body is over by then. */
  private volatile Leaks.@Nullable Leak leak;

  /**
   * Begins.
   *
   * @param limit the longest it may take to the response's headers; null for any time
   */
  Attempt(Lease lease, Passage passage, @Nullable Duration limit) {
    this.lease = lease;
    this.passage = passage;
    this.timeout = limit == null ? null : new AttemptTimeout(limit);
  }

  Lease lease() {
    return lease;
  }

  Passage passage() {
    return passage;
  }

  @Nullable
  AttemptTimeout timeout() {
    return timeout;
  }

  /** Sends the caller's request to the agent. */
  Response send(Chain chain, Request request, Replay replay) throws IOException {
    return passage.send(chain, request, (own, agents) -> {
      Response response = Sender.send(this, own, agents, replay);
      if (timeout != null && !bodyOver) {
        timeout.restore(own, response);
      }
      return response;
    });
  }

  /** The agent has not looked at the request: it is as if nothing had been sent. */
  void unprocessed() {
    sent = false;
    peerFailed = false;
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

  void requestBodyStarted() {
    bodyStarted = true;
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
      complete(Outcome.cancelled());
    }
  }

  /** Ends the attempt of a response that was handed on; ignored where it has ended. */
  void end(Call call) {
    Outcome outcome = answer;
    IOException failure = brokenBy;
    if (outcome == null || call.isCanceled()) {
      complete(Outcome.cancelled());
    } else if (failure != null) {
      complete(passage.isElsewhere() ? outcome : Outcome.lost(failure));
    } else if (!endsByReader) {
      complete(outcome);
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
   * throws blames nobody, nor does a server that the agent redirected to, or what this machine has
   * run out of.
   */
  Outcome outcomeOf(IOException failure, Replay replay) {
    if (passage.isElsewhere()) {
      return Outcome.cancelled();
    }
    if (Failures.isUnprocessed(failure) && replay != Replay.NEVER) {
      return Outcome.notSent(failure);
    }
    boolean late = timeout != null && timeout.isOver();
    boolean absurd = answered && !bodyOver && failure instanceof ProtocolException;
    boolean blamed = peerFailed || late || absurd;
    if (sent) {
      return blamed ? Outcome.lost(failure) : Outcome.cancelled();
    }
    return (blamed || Failures.isUnreachable(failure)) && !Failures.isLocal(failure)
        ? Outcome.notSent(failure)
        : Outcome.cancelled();
  }
}
