package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.health.ProbeTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A pool's control plane: who is in the pool, in what standing and with what weight. Changes are
 * serial, under one lock that is held across neither I/O nor listeners; each ends in one new snapshot
 * that the data plane reads.
 */
final class PoolControl {
  private static final Duration LONGEST_RISE = Duration.ofDays(365);

  private final String pool;
  private final SnapshotBuilder snapshots;
  private final ScheduledExecutorService scheduler;
  private final EventQueue events;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<String, PooledAgent> agents = new LinkedHashMap<>();

  /** Rises of weights that are under way, by agent. Guarded by {@link #lock}. */
  private final Map<String, Rise> rises = new LinkedHashMap<>();

  /** Agents that left while attempts ran on them, and the totals of all that left. Guarded so. */
  private final DepartedAgents departed = new DepartedAgents();

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** Written under {@link #lock}, read by every pick. */
  private volatile Snapshot snapshot;

  PoolControl(
      String pool,
      List<AgentConfig> agents,
      SnapshotBuilder snapshots,
      ScheduledExecutorService scheduler,
      EventQueue events) {
    this.pool = pool;
    this.snapshots = snapshots;
    this.scheduler = scheduler;
    this.events = events;
    for (AgentConfig agent : agents) {
      this.agents.put(agent.id(), snapshots.newAgent(agent));
    }
    this.snapshot = snapshots.build(this.agents.values(), false);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  void add(AgentConfig config) {
    change(() -> {
      if (agents.containsKey(config.id())) {
        throw new IllegalArgumentException(
            "id: %s (expected: one that pool %s does not have)".formatted(config.id(), pool));
      }
      PooledAgent agent = snapshots.newAgent(config);
      agents.put(config.id(), agent);
      events.add(listener -> listener.agentAdded(pool, agent));
    });
  }

  void remove(String agentId) {
    change(() -> {
      PooledAgent agent = known(agentId);
      agents.remove(agentId);
      stopRise(agentId);
      agent.standing(new Standing(AgentState.DRAINING, "removed from the pool"));
      departed.add(agent);
      events.add(listener -> listener.agentRemoved(pool, agent));
    });
  }

  void drain(String agentId) {
    change(() -> {
      PooledAgent agent = known(agentId);
      stopRise(agentId);
      move(agent, new Standing(AgentState.DRAINING, "draining was asked for"));
    });
  }

  /**
   * Takes an agent in or out by its health checks; an agent that drains or is gone stays so, and one
   * that has taken the id of a removed one at another address is not meant.
   */
  void judge(ProbeTarget target, boolean healthy, String reason) {
    change(() -> {
      PooledAgent agent = agents.get(target.agentId());
      if (agent != null
          && agent.uri().equals(target.uri())
          && agent.state() != AgentState.DRAINING) {
        move(agent, new Standing(healthy ? AgentState.HEALTHY : AgentState.UNHEALTHY, reason));
      }
    });
  }

  void setWeight(String agentId, double weight, Duration over) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(
          "weight: %s (expected: a finite number, 0 or above)".formatted(weight));
    }
    if (over.isNegative() || over.compareTo(LONGEST_RISE) > 0) {
      throw new IllegalArgumentException("over: " + over + " (expected: 0 to 365 days)");
    }
    change(() -> {
      PooledAgent agent = known(agentId);
      double before = agent.weight();
      stopRise(agentId);
      agent.weight(weight);
      startRise(agent, weight, over);
      if (before != weight) {
        events.add(listener -> listener.agentWeightChanged(pool, agent, before, weight));
      }
    });
  }

  /** Stops all changes and empties the pool for picks. Twice is fine. */
  void close() {
    change(() -> {
      closed = true;
      rises.values().forEach(Rise::stop);
      rises.clear();
    });
  }

  PoolStatus status(String algorithm, CallCounts calls) {
    lock.lock();
    try {
      List<AgentStatus> statuses = new ArrayList<>(agents.size());
      long attempts = departed.attempts();
      long succeeded = departed.succeeded();
      long failed = departed.failed();
      for (PooledAgent agent : agents.values()) {
        AgentStatus status = agent.status();
        statuses.add(status);
        attempts += status.requests();
        succeeded += agent.counts().succeeded();
        failed += status.failures();
      }
      return new PoolStatus(
          pool, algorithm, statuses, calls.calls(attempts), calls.successRate(succeeded, failed));
    } finally {
      lock.unlock();
    }
  }

  private void startRise(PooledAgent agent, double weight, Duration over) {
    if (weight <= agent.effectiveWeight() || over.isZero() || closed) {
      agent.effectiveWeight(weight);
      return;
    }
    Rise rise = new Rise(agent, new WeightRamp(agent.effectiveWeight(), weight, over));
    rises.put(agent.id(), rise);
    rise.planNextStep();
  }

  private void stopRise(String agentId) {
    Rise rise = rises.remove(agentId);
    if (rise != null) {
      rise.stop();
    }
  }

  private void move(PooledAgent agent, Standing to) {
    Standing from = agent.standing();
    agent.standing(to);
    if (from.state() != to.state()) {
      events.add(listener ->
          listener.agentStateChanged(pool, agent, from.state(), to.state(), to.reason()));
    }
  }

  private PooledAgent known(String agentId) {
    PooledAgent agent = agents.get(agentId);
    if (agent == null) {
      throw new IllegalArgumentException(
          "agent: %s (expected: one of %s in pool %s)".formatted(agentId, agents.keySet(), pool));
    }
    return agent;
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      snapshot = snapshots.build(agents.values(), closed);
    } finally {
      lock.unlock();
    }
    events.flush();
  }

  /** A weight on its way up. Guarded by the pool's lock; each step plans the next. */
  private final class Rise {
    private final PooledAgent agent;
    private final WeightRamp ramp;
    private int steps;
    private @Nullable Future<?> nextStep;

    Rise(PooledAgent agent, WeightRamp ramp) {
      this.agent = agent;
      this.ramp = ramp;
    }

    void planNextStep() {
      Runnable step = () -> change(this::step);
      nextStep = scheduler.schedule(step, ramp.stepNanos(), TimeUnit.NANOSECONDS);
    }

    /** Does nothing once another rise, or none, has taken this one's place. */
    private void step() {
      if (rises.get(agent.id()) != this) {
        return;
      }
      agent.effectiveWeight(ramp.weight(++steps));
      if (steps < ramp.steps()) {
        planNextStep();
      } else {
        rises.remove(agent.id());
      }
    }

    void stop() {
      if (nextStep != null) {
        nextStep.cancel(false);
      }
    }
  }
}
