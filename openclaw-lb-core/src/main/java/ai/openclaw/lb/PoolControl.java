package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A pool's control plane. Changes are serial, under one lock that is held across neither I/O nor
 * listeners; each that picks are to know of ends in one new snapshot that the data plane reads.
 */
final class PoolControl {
  private static final Duration LONGEST_RISE = Duration.ofDays(365);

  private final String pool;
  private final LongSupplier nanoTime;
  private final EventQueue events;
  private final WaitingCalls waiting;
  private final Announcements announcements = new Announcements();

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private final Members members;

  /** Guarded by {@link #lock}. */
  private boolean closed;

  /** Written under {@link #lock}, read by every pick. */
  private volatile Snapshot snapshot;

  PoolControl(
      String pool,
      List<AgentConfig> agents,
      MemberFactory factory,
      PoolEvidence evidence,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      EventQueue events,
      WaitingCalls waiting) {
    this.pool = pool;
    this.nanoTime = nanoTime;
    this.events = events;
    this.waiting = waiting;
    this.members = new Members(
        pool, factory, evidence, scheduler, nanoTime, events, announcements, this::look);
    agents.forEach(members::begin);
    this.snapshot = members.snapshot(false);
  }

  Snapshot snapshot() {
    return snapshot;
  }

  void add(AgentConfig config) {
    change(() -> {
      Member known = members.find(config.id());
      if (known != null && !known.isLeaving()) {
        throw new IllegalArgumentException(
            "id: %s (expected: one that pool %s does not have)".formatted(config.id(), pool));
      }
      if (known != null) {
        members.depart(known);
      }
      members.join(config);
    });
  }

  void remove(String agentId) {
    change(() -> members.depart(members.known(agentId)));
  }

  void drain(String agentId) {
    change(() -> {
      Member member = members.known(agentId);
      member.condition().drain();
      members.settle(member);
    });
  }

  void resume(String agentId) {
    change(() -> {
      Member member = members.known(agentId);
      if (member.condition().isDraining() && !member.isLeaving()) {
        member.condition().resume(nanoTime.getAsLong());
        members.settle(member);
      }
    });
  }

  void setWeight(String agentId, double weight, Duration over) {
    if (over.isNegative() || over.compareTo(LONGEST_RISE) > 0) {
      throw new IllegalArgumentException("over: " + over + " (expected: 0 to 365 days)");
    }
    change(() -> {
      Member member = members.known(agentId);
      member.agent().config().withWeight(weight); // refuses what a document could not say
      members.weight(member, weight, over);
      members.settle(member);
    });
  }

  /**
   * Follows another configuration: one change, whatever the number of agents in it.
   * {@link #tell} is to follow, without any lock held.
   */
  void update(AgentsDifference difference, MemberFactory factory) {
    locked(() -> members.update(difference, factory));
    waiting.roomMade();
  }

  /**
   * Has the agents checked by other probes from now on; returns those so far, which are to be closed.
   * Where nobody checks them any more, what the latest checks found counts no longer.
   */
  PoolProbes checkBy(PoolProbes probes) {
    PoolProbes[] before = new PoolProbes[1];
    change(() -> before[0] = members.checkBy(probes));
    return before[0];
  }

  /** Tells those who listen to agents what {@link #update} has changed. */
  void tell() {
    announcements.tell();
    events.flush();
  }

  /** Does something to the agents as they are, while none joins or leaves. */
  <T> T forAgents(Function<Collection<PooledAgent>, T> action) {
    lock.lock();
    try {
      return action.apply(members.agents());
    } finally {
      lock.unlock();
    }
  }

  /** Time moves nothing from now on; calls are served as before. */
  void retire() {
    change(members::stop);
  }

  /** Stops all changes and empties the pool for picks. Twice is fine. */
  void close() {
    change(() -> {
      closed = true;
      members.stop();
    });
  }

  PoolStatus status(String algorithm, CallCounts calls) {
    lock.lock();
    try {
      return members.status(algorithm, calls);
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
      Member member = members.find(agentId);
      if (member == null || closed || !change.apply(member, members.all(), nanoTime.getAsLong())) {
        return;
      }
      if (members.settle(member)) {
        publish();
      }
    } finally {
      lock.unlock();
    }
    published();
  }

  /** Time has come for some of the members. */
  private void look() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (members.look()) {
        publish();
      }
    } finally {
      lock.unlock();
    }
    published();
  }

  private void change(Runnable change) {
    locked(change);
    published();
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
      publish();
    } finally {
      lock.unlock();
    }
  }

  /** Tells those whom a change may concern, without the lock. */
  private void published() {
    waiting.roomMade();
    tell();
  }

  private void publish() {
    if (!closed) {
      members.tryEjectedIfNoneIsLeft();
    }
    snapshot = members.snapshot(closed);
    members.published();
  }
}
