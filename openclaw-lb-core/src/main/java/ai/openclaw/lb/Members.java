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
    nextLook.forget(member);
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
    member.admit(factory, evidence, now);
    Standing after = agent.standing();
    if (before.state() != after.state()) {
      events.add(listener ->
          listener.agentStateChanged(pool, agent, before.state(), after.state(), after.reason()));
    }
    nextLook.plan(member, now);
    return !before.equals(member.seen());
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
    nextLook.planEarliest(byId.values(), now);
    return changed;
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
    nextLook.end();
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
