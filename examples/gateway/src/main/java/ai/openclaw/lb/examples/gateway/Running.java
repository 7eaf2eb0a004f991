package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.StatusCodes;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.Call;

/**
 * The requests and tunnels that run, so that the gateway can end when they have: from then on new
 * requests are refused. Thread-safe.
 */
final class Running {
  private final AtomicInteger count = new AtomicInteger();
  private final Set<Call> calls = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();

  /** Set once, by whoever ends the gateway; read by each request after it has been counted. */
  private volatile boolean ending;

  /** Returns a handler that passes requests on to {@code next} for as long as they are taken. */
  HttpHandler before(HttpHandler next) {
    return exchange -> pass(exchange, next);
  }

  private void pass(HttpServerExchange exchange, HttpHandler next) throws Exception {
    enter();
    exchange.addExchangeCompleteListener((over, listener) -> {
      leave();
      listener.proceed();
    });
    if (ending) {
      exchange.setPersistent(false);
      OwnAnswer.send(exchange, StatusCodes.SERVICE_UNAVAILABLE, "the gateway is about to end");
      return;
    }
    next.handleRequest(exchange);
  }

  /** Something runs that has to be waited for, until it {@linkplain #leave leaves}. */
  void enter() {
    count.incrementAndGet();
  }

  void leave() {
    if (count.decrementAndGet() == 0 && ending) {
      lock.lock();
      try {
        none.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /** A call runs, until it is {@linkplain #over over}. */
  void began(Call call) {
    calls.add(call);
  }

  void over(Call call) {
    calls.remove(call);
  }

  /** Whether no new requests are taken. */
  boolean isEnding() {
    return ending;
  }

  /**
   * Refuses new requests from now on, and waits for those that run.
   *
   * @param longest how long to wait at most
   * @return whether none runs any more
   */
  boolean end(Duration longest) throws InterruptedException {
    ending = true;
    long left = longest.toNanos();
    lock.lock();
    try {
      while (count.get() > 0 && left > 0) {
        left = none.awaitNanos(left);
      }
      return count.get() == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Cancels all calls that run. */
  void cancel() {
    ending = true;
    calls.forEach(Call::cancel);
  }
}
