package ai.openclaw.lb;

import ai.openclaw.lb.testing.FakeScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Calls that arrive at a pool at a steady rate, with their failover, in the time of the pool's own
 * scheduler. What an agent does to an attempt is up to the test.
 */
final class VirtualTraffic {
  /** What an attempt on an agent comes to, and after what time. */
  record Answer(Duration after, Outcome outcome) {}

  /** Answers an attempt that begins at this time since the start of the traffic. */
  interface Service {
    Answer serve(String agentId, Duration time);
  }

  final Map<String, Integer> attempts = new TreeMap<>();
  final List<String> failedCalls = new ArrayList<>();

  /** When each attempt on each agent began, since the start of the traffic. */
  final Map<String, List<Duration>> begun = new HashMap<>();

  /** How long each call took that an agent answered. */
  final List<Duration> took = new ArrayList<>();

  private final AgentPool pool;
  private final FakeScheduler scheduler;
  private final Service service;
  private Duration time = Duration.ZERO;

  VirtualTraffic(AgentPool pool, PoolFixture fixture, Service service) {
    this.pool = pool;
    this.scheduler = fixture.scheduler;
    this.service = service;
  }

  /** Lets calls arrive for a time; those that run at its end go on. */
  VirtualTraffic run(int callsPerSecond, Duration length) {
    Duration gap = Duration.ofSeconds(1).dividedBy(callsPerSecond);
    for (Duration end = time.plus(length); time.compareTo(end) < 0; time = time.plus(gap)) {
      Duration arrival = time;
      begin(pool.newCall(RequestContext.EMPTY, Replay.ALWAYS), arrival, Duration.ZERO);
      scheduler.advance(gap);
    }
    return this;
  }

  int attempts(String agentId) {
    return attempts.getOrDefault(agentId, 0);
  }

  int total() {
    return attempts.values().stream().mapToInt(Integer::intValue).sum();
  }

  void forget() {
    attempts.clear();
    took.clear();
  }

  private void begin(AgentCall call, Duration arrival, Duration elapsed) {
    try {
      Lease lease = call.acquire();
      String id = lease.agent().id();
      Duration now = arrival.plus(elapsed);
      attempts.merge(id, 1, Integer::sum);
      begun.computeIfAbsent(id, agent -> new ArrayList<>()).add(now);
      Answer answer = service.serve(id, now);
      after(answer.after, () -> end(call, lease, answer, arrival, elapsed.plus(answer.after)));
    } catch (NoAgentAvailableException e) {
      retry(call, call.unavailable(e), arrival, elapsed);
    }
  }

  private void end(AgentCall call, Lease lease, Answer answer, Duration arrival, Duration elapsed) {
    if (answer.outcome.succeeded() && answer.outcome.status() != 429) {
      lease.firstByte();
      lease.complete(answer.outcome);
      took.add(elapsed);
    } else {
      retry(call, call.failed(lease, answer.outcome), arrival, elapsed);
    }
  }

  private void retry(AgentCall call, Decision decision, Duration arrival, Duration elapsed) {
    if (!decision.retry()) {
      failedCalls.add("at " + arrival + ": " + decision.reason());
    } else {
      Duration delay = decision.delay();
      after(delay, () -> begin(call, arrival, elapsed.plus(delay)));
    }
  }

  private void after(Duration delay, Runnable task) {
    if (delay.isZero()) {
      task.run();
    } else {
      scheduler.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }
}
