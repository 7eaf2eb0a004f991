package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
  private final MemberFactory factory;
  private final EvidenceListener evidence;
  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;
  private final EventQueue events;
  private final WaitingCalls waiting;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Map<String, Member> members = new LinkedHashMap<>();

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
      MemberFactory factory,
      PoolEvidence evidence,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      EventQueue events,
      WaitingCalls waiting) {
    this.pool = pool;
    this.snapshots = snapshots;
    this.factory = factory;
    this.evidence = evidence;
    this.scheduler = scheduler;
    this.nanoTime = nanoTime;
    this.events = events;
    this.waiting = waiting;
    for (AgentConfig agent : agents) {
      members.put(agent.id(), factory.create(agent, evidence));
    }
    this.snapshot = snapshots.build(agents(), false);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  PooledAgent add(AgentConfig config) {
    return change(() -> {
      if (members.containsKey(config.id())) {
        throw new IllegalArgumentException(
            "id: %s (expected: one that pool %s does not have)".formatted(config.id(), pool));
      }
      Member member = factory.create(config, evidence);
      members.put(config.id(), member);
      member.condition().joined(nanoTime.getAsLong());
      settle(member);
      events.add(listener -> listener.agentAdded(pool, member.agent()));
      return member.agent();
    });
  }

  PooledAgent remove(String agentId) {
    return change(() -> {
      Member member = known(agentId);
      members.remove(agentId);
      member.stop();
      PooledAgent agent = member.agent();
      agent.standing(new Standing(AgentState.DRAINING, "removed from the pool"));
      departed.add(agent);
      snapshots.forget(agentId);
      events.add(listener -> listener.agentRemoved(pool, agent));
      return agent;
    });
  }

  void drain(String agentId) {
    change(() -> {
      Member member = known(agentId);
      member.condition().drain();
      settle(member);
    });
  }

  void setWeight(String agentId, double weight, Duration over) {
    if (over.isNegative() || over.compareTo(LONGEST_RISE) > 0) {
      throw new IllegalArgumentException("over: " + over + " (expected: 0 to 365 days)");
    }
    change(() -> {
      Member member = known(agentId);
      member.agent().config().withWeight(weight); // refuses what a document could not say
      double before = member.condition().targetWeight();
      member.condition().weight(weight, over, nanoTime.getAsLong());
      settle(member);
      if (before != weight) {
        events.add(listener -> listener.agentWeightChanged(pool, member.agent(), before, weight));
      }
    });
  }

  /** Does something to the agents as they are, while none joins or leaves. */
  <T> T forAgents(Function<Collection<PooledAgent>, T> action) {
    lock.lock();
    try {
      return action.apply(agents());
    } finally {
      lock.unlock();
    }
  }

  /** Stops all changes and empties the pool for picks. Twice is fine. */
  void close() {
    change(() -> {
      closed = true;
      members.values().forEach(Member::stop);
    });
  }

  PoolStatus status(String algorithm, CallCounts calls) {
    lock.lock();
    try {
      return departed.status(pool, algorithm, agents(), calls);
    } finally {
      lock.unlock();
    }
  }

  /** What is done to a member under the lock. */
  interface Change {
    /** Returns whether anything has changed. */
    boolean apply(Member member, Collection<Member> all, long nowNanos);
  }

  /** Changes the member of this id, where there is one and the pool is open. */
  void change(String agentId, Change change) {
    lock.lock();
    try {
      Member member = members.get(agentId);
      if (member == null
          || closed
          || !change.apply(member, members.values(), nanoTime.getAsLong())) {
        return;
      }
      settle(member);
      publish();
    } finally {
      lock.unlock();
    }
    published();
  }

  private void change(Runnable change) {
    change(() -> {
      change.run();
      return null;
    });
  }

  private <T extends @Nullable Object> T change(Supplier<T> change) {
    T result;
    lock.lock();
    try {
      result = change.get();
      publish();
    } finally {
      lock.unlock();
    }
    published();
    return result;
  }

  /** Tells those whom a new snapshot may concern, without the lock. */
  private void published() {
    waiting.roomMade();
    events.flush();
  }

  private void publish() {
    tryEjectedIfNoneIsLeft();
    snapshot = snapshots.build(agents(), closed);
  }

  /** Publishes what a member's evidence comes to, and plans the next look at it. */
  private void settle(Member member) {
    long now = nanoTime.getAsLong();
    PooledAgent agent = member.agent();
    AgentState before = agent.state();
    member.publish(now);
    admit(member, now);
    Standing after = agent.standing();
    if (before != after.state()) {
      events.add(listener ->
          listener.agentStateChanged(pool, agent, before, after.state(), after.reason()));
    }
    if (!closed) {
      String agentId = agent.id();
      member.plan(scheduler, now, () -> change(agentId, (same, all, nowNanos) -> same == member));
    }
  }

  /** An agent that is out or comes back begins anew: what ran before says nothing about it now. */
  private void admit(Member member, long nowNanos) {
    PooledAgent agent = member.agent();
    boolean tried = agent.admission() instanceof Trial;
    boolean turned = member.condition().takeTurned();
    if (member.condition().onTrial(nowNanos)) {
      if (!tried) {
        agent.admission(factory.trial(evidence));
      }
    } else if (tried || turned) {
      agent.admission(factory.inRotation(evidence));
      agent.trackers(snapshots.newTrackers(agent.config()));
    }
  }

  /** With all others gone, an agent that attempts have taken out is better than none. */
  private void tryEjectedIfNoneIsLeft() {
    if (closed || members.values().stream().anyMatch(member -> member.agent().routable())) {
      return;
    }
    long now = nanoTime.getAsLong();
    for (Member member : members.values()) {
      if (member.condition().tryNow(now)) {
        settle(member);
      }
    }
  }

  private Collection<PooledAgent> agents() {
    return members.values().stream().map(Member::agent).toList();
  }

  private Member known(String agentId) {
    @Nullable Member member = members.get(agentId);
    if (member == null) {
      throw new IllegalArgumentException(
          "agent: %s (expected: one of %s in pool %s)".formatted(agentId, members.keySet(), pool));
    }
    return member;
  }
}
