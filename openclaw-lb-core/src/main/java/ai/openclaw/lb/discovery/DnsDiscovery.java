package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.DnsConfig;
import ai.openclaw.lb.config.DnsPace;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks agents up by their name in DNS, again and again: when the answer's TTL has passed, within
 * bounds, and after a failure at the shortest interval, doubled by each further one. Needs {@code
 * dnsjava:dnsjava}. Looks never overlap and block no thread of ours.
 */
public final class DnsDiscovery implements AgentDiscovery {
  private final DnsLook look;
  private final DnsPace pace;
  private final ScheduledExecutorService scheduler;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as are those below. */
  private @Nullable Future<?> next;

  private int failures;
  private boolean closed;

  DnsDiscovery(DnsLook look, DnsPace pace, ScheduledExecutorService scheduler) {
    this.look = look;
    this.pace = pace;
    this.scheduler = scheduler;
  }

  /**
   * Returns a discovery that is not started.
   *
   * @param scheduler says when to look; stays open
   * @throws IllegalStateException if the library is missing that this needs
   */
  public static AgentDiscovery of(DnsConfig config, ScheduledExecutorService scheduler) {
    try {
      return new DnsDiscovery(DnsLook.of(config, DnsClient.of(config)), config.pace(), scheduler);
    } catch (NoClassDefFoundError missing) {
      throw new IllegalStateException(
          "discovery: type dns needs dnsjava:dnsjava on the class path (missing: "
              + missing.getMessage() + ")",
          missing);
    }
  }

  @Override
  public void start(DiscoveryListener listener) {
    look.look().whenComplete((found, thrown) -> {
      if (thrown != null) {
        listener.failed(reason(thrown));
      } else {
        listener.agents(found.agents());
      }
      again(thrown == null ? found.ttl() : null, listener);
    });
  }

  private static String reason(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
    return cause instanceof DnsFailure ? String.valueOf(cause.getMessage()) : cause.toString();
  }

  /** Plans the next look: when {@code ttl} has passed, or after a failure where it is null. */
  private void again(@Nullable Duration ttl, DiscoveryListener listener) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      failures = ttl == null ? failures + 1 : 0;
      Duration pause = ttl == null ? backoff() : within(ttl);
      next = scheduler.schedule(() -> start(listener), pause.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException ended) {
      closed = true; // the scheduler has been shut down before this was closed
    } finally {
      lock.unlock();
    }
  }

  private Duration backoff() {
    Duration pause = pace.minRefresh();
    for (int i = 1; i < failures && pause.compareTo(pace.maxRefresh()) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return within(pause);
  }

  private Duration within(Duration pause) {
    if (pause.compareTo(pace.minRefresh()) < 0) {
      return pace.minRefresh();
    }
    return pause.compareTo(pace.maxRefresh()) < 0 ? pause : pace.maxRefresh();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      if (next != null) {
        next.cancel(false);
      }
    } finally {
      lock.unlock();
    }
  }
}
