package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentCall;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Waiting;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Watches one OkHttp call: tells its latest attempt what happens on the wire, ends the attempt when the
 * response body has ended, and ends pauses when the call is cancelled. One for each call, also where an
 * interceptor above retries it.
 */
final class CallWatch extends EventListener {
  private final CountDownLatch cancelled = new CountDownLatch(1);

  /** What ends the latest wait for room. Set by the call's thread, read by whoever cancels. */
  private volatile CountDownLatch room = new CountDownLatch(0);

  /** Set by the call's thread; events come from that thread and from OkHttp's own. */
  private volatile @Nullable Attempt latest;

  private CallWatch() {}

  /** The watch of a call, put there by the first to ask. */
  static CallWatch of(Call call) {
    CallWatch known = call.tag(CallWatch.class);
    if (known != null) {
      return known;
    }
    CallWatch watch = call.tag(CallWatch.class, CallWatch::new);
    call.addEventListener(watch);
    return watch;
  }

  /** The passage that a call's request is on; null where the call is not balanced. */
  static @Nullable Passage passageOf(Call call) {
    CallWatch watch = call.tag(CallWatch.class);
    Attempt attempt = watch == null ? null : watch.latest;
    return attempt != null && attempt.passage().isUnderWay() ? attempt.passage() : null;
  }

  /** Turns to a new attempt; one that an interceptor above has given up ends here. */
  void begin(Attempt attempt, Call call) {
    Attempt before = latest;
    if (before != null) {
      before.abandon(call);
    }
    latest = attempt;
  }

  /**
   * Waits, until the call is cancelled at the latest.
   *
   * @return whether the call has been cancelled
   * @throws InterruptedIOException if the thread is interrupted; its interrupt flag is set again
   */
  boolean pause(Duration delay) throws InterruptedIOException {
    return await(cancelled, delay);
  }

  /**
   * Waits for an agent that is full, where there is a place among the calls that do, until the call is
   * cancelled at the latest.
   *
   * @return whether to look for an agent again
   * @throws InterruptedIOException if the thread is interrupted; its interrupt flag is set again
   */
  boolean waitForRoom(AgentCall agentCall, NoAgentAvailableException refusal)
      throws InterruptedIOException {
    CountDownLatch ready = new CountDownLatch(1);
    room = ready;
    Waiting place = agentCall.waitForRoom(refusal, ready::countDown);
    if (place == null) {
      return false;
    }
    if (cancelled.getCount() > 0) { // or whoever cancelled may have missed the new latch
      boolean unused = await(ready, place.timeLeft());
    }
    return true;
  }

  private static boolean await(CountDownLatch latch, Duration longest)
      throws InterruptedIOException {
    try {
      return latch.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void connectEnd(
      Call call, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol) {
    AttemptTimeout timeout = latestTimeout();
    if (timeout != null) {
      timeout.connected(protocol);
    }
  }

  @Override
  public void connectionAcquired(Call call, Connection connection) {
    AttemptTimeout timeout = latestTimeout();
    if (timeout != null) {
      timeout.acquired(connection);
    }
  }

  @Override
  public void requestHeadersStart(Call call) {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.requestStarted();
    }
  }

  @Override
  public void requestBodyStart(Call call) {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.requestBodyStarted();
    }
  }

  @Override
  public void connectFailed(
      Call call,
      InetSocketAddress address,
      Proxy proxy,
      @Nullable Protocol protocol,
      IOException failure) {
    connectionFailed();
  }

  @Override
  public void requestFailed(Call call, IOException failure) {
    connectionFailed();
  }

  @Override
  public void responseHeadersEnd(Call call, Response response) {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.headersCame();
    }
  }

  @Override
  public void responseFailed(Call call, IOException failure) {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.bodyFailed(call, failure);
    }
  }

  @Override
  public void followUpDecision(Call call, Response response, @Nullable Request followUp) {
    Passage passage = passageOf(call);
    if (passage != null) {
      passage.decided(response, followUp);
    }
  }

  @Override
  public void responseBodyEnd(Call call, long byteCount) {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.bodyEnded(call);
    }
  }

  @Override
  public void callEnd(Call call) {
    end(call);
  }

  @Override
  public void callFailed(Call call, IOException failure) {
    end(call);
  }

  @Override
  public void canceled(Call call) {
    cancelled.countDown();
    room.countDown();
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.cancelled();
    }
  }

  private @Nullable AttemptTimeout latestTimeout() {
    Attempt attempt = latest;
    return attempt == null ? null : attempt.timeout();
  }

  private void connectionFailed() {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.connectionFailed();
    }
  }

  private void end(Call call) {
    Attempt attempt = latest;
    if (attempt != null) {
      attempt.end(call);
    }
  }
}
