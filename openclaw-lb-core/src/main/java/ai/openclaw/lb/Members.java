package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Who is in a pool, in what standing and with what weight. Guarded by the pool's lock. */
final class Members {
  /** How long a weight takes to rise that a reload raises. */
  static final Duration RISE = Duration.ofSeconds(10);

  private final String pool;
  private final EvidenceListener evidence;
  private final LongSupplier nanoTime;
  private final EventQueue events;
  private final NextLook nextLook;
  private final Announcements announcements;

  /** In the document's order, and those that joined otherwise behind. */
  private Map<String, Member> byId = new LinkedHashMap<>();

  /** Agents that left while attempts ran on them, and the totals of all that left. */
  private final DepartedAgents departed = new DepartedAgents();

  private MemberFactory factory;
  private PoolProbes probes = PoolProbes.NONE;

  /** How many members are to leave with their last attempt. */
  private int leaving;

  /** How many members wait for time to change something. */
  private int waiting;

  /** Whether time moves nothing any more. */
  private boolean stopped;

  Members(
      String pool,
      MemberFactory factory,
      EvidenceListener evidence,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      EventQueue events,
      Announcements announcements,
      Runnable look) {
    this.pool = pool;
    this.factory = factory;
    this.evidence = evidence;
    this.nanoTime = nanoTime;
    this.events = events;
    this.announcements = announcements;
    this.nextLook = new NextLook(scheduler, look);
  }

  /** Puts an agent into a pool that begins, where nobody starts slowly. */
  void begin(AgentConfig config) {
    byId.put(config.id(), factory.create(config, evidence));
  }

  void join(AgentConfig config) {
    Member member = factory.create(config, evidence);
    byId.put(config.id(), member);
    member.condition().joined(nanoTime.getAsLong());
    settle(member);
    probes.add(member.agent());
    announcements.joined(member.agent());
    events.add(listener -> listener.agentAdded(pool, member.agent()));
  }

  /** Takes a member out; attempts that run on it finish. {@link #published} is to follow. */
  void depart(Member member) {
    PooledAgent agent = member.agent();
    byId.remove(agent.id());
    leaving -= member.isLeaving() ? 1 : 0;
    boolean waited = member.waits();
    member.over();
    plan(member, waited, nanoTime.getAsLong());
    agent.standing(new Standing(AgentState.DRAINING, "removed from the pool"));
    departed.add(agent);
    factory.snapshots().forget(agent.id());
    probes.remove(agent.id());
    announcements.left(agent);
    events.add(listener -> listener.agentRemoved(pool, agent));
  }

  /** Has the members checked by these from now on; returns what checked them so far. */
  PoolProbes checkBy(PoolProbes next) {
    PoolProbes before = probes;
    probes = next;
    for (Member member : byId.values()) {
      if (!member.isLeaving()) {
        next.add(member.agent());
      }
      if (before.areMade() && !next.areMade()) {
        member.condition().unchecked(nanoTime.getAsLong());
        settle(member);
      }
    }
    return before;
  }

  PoolProbes probes() {
    return probes;
  }

  /** Makes of the members what another configuration has. */
  void update(AgentsDifference change, MemberFactory next) {
    MemberFactory before = factory;
    factory = next;
    change.gone().forEach(this::leave);
    change.moved().forEach(this::move);
    change.joined().forEach(this::joinOrStay);
    change.altered().forEach(altered -> alter(altered.before(), altered.after()));
    sort(change.order());
    for (Member member : byId.values()) {
      next.adopt(member, before, evidence);
      settle(member);
    }
  }

  private void leave(String agentId) {
    Member member = byId.get(agentId);
    if (member == null || member.isLeaving()) {
      return;
    }
    member.leave();
    probes.remove(agentId);
    leaving++;
  }

  private void move(AgentConfig config) {
    Member member = byId.get(config.id());
    if (member != null) {
      depart(member);
      join(config);
    }
  }

  /** An agent that was there already, added at run time or about to leave, stays what it is. */
  private void joinOrStay(AgentConfig config) {
    Member member = byId.get(config.id());
    if (member == null) {
      join(config);
    } else if (!member.agent().uri().equals(config.uri())) {
      move(config);
    } else if (member.isLeaving()) {
      leaving--;
      member.stay(config, nanoTime.getAsLong());
      probes.add(member.agent());
    } else {
      alter(member.agent().config(), config);
    }
  }

  private void alter(AgentConfig before, AgentConfig after) {
    Member member = byId.get(after.id());
    if (member == null) {
      return;
    }
    member.agent().config(after);
    if (before.weight() != after.weight()) {
      weight(member, after.weight(), RISE);
    }
  }

  void weight(Member member, double weight, Duration over) {
    double before = member.condition().targetWeight();
    member.condition().weight(weight, over, nanoTime.getAsLong());
    if (before != weight) {
      events.add(listener -> listener.agentWeightChanged(pool, member.agent(), before, weight));
    }
  }

  private void sort(List<String> order) {
    Map<String, Member> sorted = new LinkedHashMap<>();
    for (String agentId : order) {
      Member member = byId.get(agentId);
      if (member != null) {
        sorted.put(agentId, member);
      }
    }
    byId.forEach(sorted::putIfAbsent);
    byId = sorted;
  }

  /**
   * Publishes what a member's evidence comes to, and plans the next look at it. Returns whether picks
   * are to know.
   */
  boolean settle(Member member) {
    long now = nanoTime.getAsLong();
    PooledAgent agent = member.agent();
    Member.Seen before = member.seen();
    member.publish(now);
    admit(member, now);
    Standing after = agent.standing();
    if (before.state() != after.state()) {
      events.add(listener ->
          listener.agentStateChanged(pool, agent, before.state(), after.state(), after.reason()));
    }
    boolean waited = member.waits();
    member.plan(now);
    plan(member, waited, now);
    return !before.equals(member.seen());
  }

  private void plan(Member member, boolean waited, long nowNanos) {
    if (member.waits() && !stopped) {
      nextLook.plan(member.dueNanos(), nowNanos);
    }
    waiting += (member.waits() ? 1 : 0) - (waited ? 1 : 0);
    if (waiting == 0) {
      nextLook.stop();
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
      agent.trackers(factory.newTrackers(agent.config()));
    }
  }

  /** Looks at all that is due; returns whether picks are to know. */
  boolean look() {
    long now = nanoTime.getAsLong();
    nextLook.runs(byId.size(), now);
    boolean changed = false;
    for (Member member : List.copyOf(byId.values())) {
      if (member.isDue(now)) {
        changed |= member.isLeaving() || settle(member);
      }
    }
    planEarliest(now);
    return changed;
  }

  private void planEarliest(long nowNanos) {
    Member earliest = null;
    for (Member member : byId.values()) {
      if (member.waits() && (earliest == null || member.dueNanos() - earliest.dueNanos() < 0)) {
        earliest = member;
      }
    }
    if (earliest != null && !stopped) {
      nextLook.plan(earliest.dueNanos(), nowNanos);
    }
  }

  /** With all others gone, an agent that attempts have taken out is better than none. */
  void tryEjectedIfNoneIsLeft() {
    if (byId.values().stream().anyMatch(member -> member.agent().routable())) {
      return;
    }
    long now = nanoTime.getAsLong();
    for (Member member : byId.values()) {
      if (member.condition().tryNow(now)) {
        settle(member);
      }
    }
  }

  /** Time moves nothing from now on. */
  void stop() {
    stopped = true;
    nextLook.stop();
  }

  /**
   * Picks know who has left and who is about to: on whom nothing runs, nothing can begin any more. Not
   * before, or a pick that finds all of its agents closed would find none at all.
   */
  void published() {
    if (leaving > 0) {
      for (Member member : List.copyOf(byId.values())) {
        if (member.isLeaving() && member.agent().retire()) {
          depart(member);
        }
      }
    }
    departed.settle();
  }

  Snapshot snapshot(boolean closed) {
    return factory.snapshots().build(agents(), closed);
  }

  PoolStatus status(String algorithm, CallCounts calls) {
    return departed.status(pool, algorithm, agents(), calls);
  }

  Collection<Member> all() {
    return byId.values();
  }

  List<PooledAgent> agents() {
    List<PooledAgent> agents = new ArrayList<>(byId.size());
    for (Member member : byId.values()) {
      agents.add(member.agent());
    }
    return agents;
  }

  @Nullable
  Member find(String agentId) {
    return byId.get(agentId);
  }

  Member known(String agentId) {
    Member member = byId.get(agentId);
    if (member == null) {
      throw new IllegalArgumentException(
          "agent: %s (expected: one of %s in pool %s)".formatted(agentId, byId.keySet(), pool));
    }
    return member;
  }
}
