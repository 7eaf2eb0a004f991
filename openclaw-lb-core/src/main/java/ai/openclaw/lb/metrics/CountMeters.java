package ai.openclaw.lb.metrics;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.PoolCounts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.ToLongFunction;

/**
 * The meters of what a pool counts itself, read when somebody looks. Its counts are read one after the
 * other, so what is made of several may fall a little: a counter shows the most that was seen.
 */
final class CountMeters {
  private static final List<String> CAUSES = List.of("answered", "lost", "not_sent");

  private final AgentPool pool;
  private final MeterGroup meters;

  CountMeters(AgentPool pool, MeterRegistry registry) {
    this.pool = pool;
    this.meters = new MeterGroup(registry, Tags.of("pool", pool.name()));
  }

  void register() {
    counter("openclaw.lb.calls", "Calls begun", Tags.empty(), PoolCounts::calls);
    for (String cause : CAUSES) {
      counter(
          "openclaw.lb.retries",
          "Attempts beyond the first of their call, by what the one before came to",
          Tags.of("cause", cause),
          counts -> counts.retries().getOrDefault(cause, 0L));
    }
    counter(
        "openclaw.lb.retry.budget.rejections",
        "Calls that were not retried, because the retry budget was used up",
        Tags.empty(),
        PoolCounts::retryBudgetRejections);
    counter(
        "openclaw.lb.affinity.moves",
        "Calls that went to another agent than their session was with",
        Tags.empty(),
        PoolCounts::affinityMoves);
    counter(
        "openclaw.lb.quota.rejections",
        "Calls that were refused for the pool's quota",
        Tags.empty(),
        PoolCounts::quotaRejections);
    for (String reason : pool.counts().fallbacks().keySet()) {
      counter(
          "openclaw.lb.fallbacks",
          "Calls that got the fallback response, by reason",
          Tags.of("reason", reason),
          counts -> counts.fallbacks().getOrDefault(reason, 0L));
    }
    meters.gauge(
        "openclaw.lb.queue.length",
        "Calls that wait for room",
        Tags.empty(),
        () -> pool.counts().queueLength());
  }

  private void counter(
      String name, String description, Tags tags, ToLongFunction<PoolCounts> count) {
    LongAccumulator most = new LongAccumulator(Math::max, 0);
    meters.counter(name, description, tags, () -> {
      most.accumulate(count.applyAsLong(pool.counts()));
      return most.get();
    });
  }

  void remove() {
    meters.remove();
  }
}
