package ai.openclaw.lb.metrics;

import ai.openclaw.lb.Agent;
import ai.openclaw.lb.AgentListener;
import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The meters of one agent in one registry: registered when it joins, removed when it leaves.
 * Thread-safe.
 */
final class AgentMeters implements AgentListener {
  private static final int[] PERCENTILES = {50, 95, 99};
  private static final double SECONDS_PER_MILLI = 1e-3;

  private final Agent agent;
  private final LongSupplier nanoTime;
  private final MeterGroup meters;
  private final StatusCounters statuses;
  private final LatencyWindow total;
  private final LatencyWindow firstByte;

  AgentMeters(String pool, Agent agent, LongSupplier nanoTime, MeterRegistry registry) {
    this.agent = agent;
    this.nanoTime = nanoTime;
    this.meters = new MeterGroup(registry, Tags.of("pool", pool, "instance", agent.id()));
    this.statuses = new StatusCounters(meters);
    long now = nanoTime.getAsLong();
    this.total = new LatencyWindow(now);
    this.firstByte = new LatencyWindow(now);
  }

  @Override
  public void joined() {
    gauge("openclaw.lb.active.connections", "Attempts in flight", agent::inFlight);
    gauge("openclaw.lb.health.status", "1: alive; 0: unhealthy or ejected", this::alive);
    gauge("openclaw.lb.weight", "The weight that was asked for", agent::weight);
    gauge("openclaw.lb.effective.weight", "The weight in force", agent::effectiveWeight);
    for (AgentState state : AgentState.values()) {
      meters.gauge(
          "openclaw.lb.agent.state",
          "1 for the state that the agent is in, 0 for the others",
          Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
          () -> agent.state() == state ? 1 : 0);
    }
    percentiles("openclaw.lb.response.time.ms", "Time of an attempt to its body's end", total, 1);
    percentiles(
        "openclaw.lb.first.byte.seconds",
        "Time of an attempt to its headers",
        firstByte,
        SECONDS_PER_MILLI);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    meters.gauge(name, description, Tags.empty(), value);
  }

  private void percentiles(String name, String description, LatencyWindow window, double perMilli) {
    for (int percentile : PERCENTILES) {
      meters.gauge(
          name,
          description + ", of the last minute; NaN without any",
          Tags.of("p", "p" + percentile),
          () -> window.percentile(nanoTime.getAsLong(), percentile) * perMilli);
    }
  }

  private int alive() {
    AgentState state = agent.state();
    return state == AgentState.UNHEALTHY || state == AgentState.EJECTED ? 0 : 1;
  }

  boolean isOf(Agent other) {
    return agent == other;
  }

  /** A counter of this agent. */
  Counter counter(String name, String description, Tags tags) {
    return meters.counter(name, description, tags);
  }

  @Override
  public void firstByte(long nowNanos, long elapsedNanos) {
    firstByte.record(nowNanos, elapsedNanos);
  }

  @Override
  public void ended(long nowNanos, long elapsedNanos, Outcome outcome) {
    statuses.count(outcome);
    if (outcome.status() != 0) {
      total.record(nowNanos, elapsedNanos);
    }
  }

  @Override
  public void left() {
    meters.remove();
  }
}
