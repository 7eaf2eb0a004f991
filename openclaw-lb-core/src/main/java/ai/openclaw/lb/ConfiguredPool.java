package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.health.HealthProbe;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a pool: those that live as long as it does, and those that follow its configuration.
 * A new configuration is first {@linkplain #prepare prepared}, which may fail and changes nothing, and
 * then {@linkplain #follow followed}, which can't fail. Thread-safe.
 */
final class ConfiguredPool {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");

  private final PoolOptions options;
  private final PoolThreads threads;
  private final EventQueue events;
  private final AgentAudience audience;
  private final Overload overload;
  private final PoolEvidence evidence;
  private final CallCounts counts = new CallCounts();
  private final SessionCounts sessionCounts = new SessionCounts();
  private final PoolControl control;

  /** Written by reloads, one at a time; read once by each call. */
  private volatile PoolSettings settings;

  /** What asks the health endpoint; null for the JDK's client. Used between reloads, and by them. */
  private @Nullable Function<HealthCheckConfig, HealthProbe> prober;

  ConfiguredPool(
      BalancerConfig document,
      PoolConfig config,
      PoolOptions options,
      PoolThreads threads,
      @Nullable Function<HealthCheckConfig, HealthProbe> prober) {
    this.prober = prober;
    this.options = options;
    this.threads = threads;
    this.events = new EventQueue(threads.listenerExecutor(), options.listeners());
    this.audience = new AgentAudience(options.nanoTime());
    this.overload = Overload.of(config, options.nanoTime());
    this.evidence = new PoolEvidence(config, options.random());
    PoolMembership membership = membership(config);
    PoolProbes probes = PoolProbes.NONE;
    try {
      PoolConfig first = config.withInstances(membership.start());
      MemberFactory members = members(first, null);
      this.control = control(first, members);
      evidence.decideFor(control);
      probes = probes(first, membership);
      Affinity affinity = Affinity.of(config, options, sessionCounts);
      PoolQuota quota = new PoolQuota(document.name(), config, options);
      this.settings = settings(document, first, members, quota, affinity, membership, probes);
    } catch (RuntimeException | Error e) {
      membership.end();
      probes.close();
      throw e;
    }
    control.checkBy(probes).close();
    follow(membership);
  }

  private PoolMembership membership(PoolConfig config) {
    return new PoolMembership(config, options, threads.scheduler());
  }

  private PoolControl control(PoolConfig config, MemberFactory members) {
    return new PoolControl(
        config.name(),
        config.instances(),
        members,
        evidence,
        threads.scheduler(),
        options.nanoTime(),
        events,
        overload.waiting());
  }

  private MemberFactory members(PoolConfig config, @Nullable SnapshotBuilder before) {
    SnapshotBuilder snapshots = SnapshotBuilder.of(config, options, before);
    return new MemberFactory(config, snapshots, overload, audience, options.nanoTime());
  }

  private PoolSettings settings(
      BalancerConfig document,
      PoolConfig config,
      MemberFactory members,
      PoolQuota quota,
      Affinity affinity,
      PoolMembership membership,
      PoolProbes probes) {
    CallPath calls =
        new CallPath(control, overload, quota, affinity, counts, sessionCounts, config, options);
    Explainer explainer = new Explainer(config, members.snapshots().rules(), options.nanoTime());
    return new PoolSettings(
        document, config, members, quota, affinity, calls, explainer, membership, probes);
  }

  /** The checks of the pool's agents, which nobody makes yet. */
  private PoolProbes probes(PoolConfig config, PoolMembership membership) {
    HealthCheckConfig paced = membership.paced(config.healthCheck());
    return PoolProbes.start(
        config.withHealthCheck(paced), prober, options, threads.scheduler(), evidence, events);
  }

  PoolSettings settings() {
    return settings;
  }

  PoolControl control() {
    return control;
  }

  EventQueue events() {
    return events;
  }

  AgentAudience audience() {
    return audience;
  }

  /**
   * Makes what the pool would go by with another configuration; what both have in common is kept. One
   * at a time, with {@link #follow} or {@link #discard} to come.
   *
   * @param quotas what gives quotas where they are new
   * @throws RuntimeException if what the program supplied fails; nothing has changed then
   */
  PoolSettings prepare(BalancerConfig document, PoolConfig config, PoolOptions quotas) {
    PoolSettings before = settings;
    boolean same = before.config().membership().equals(config.membership());
    PoolMembership membership = same ? before.membership() : membership(config);
    List<AgentConfig> agents = membership.agents(config, before.config().instances());
    return prepare(document, config.withInstances(agents), quotas, membership);
  }

  private PoolSettings prepare(
      BalancerConfig document, PoolConfig config, PoolOptions quotas, PoolMembership membership) {
    PoolSettings before = settings;
    PoolProbes probes = before.probes();
    PoolQuota quota = before.quota();
    try {
      if (!probes.goBy(membership.paced(config.healthCheck()))) {
        probes = probes(config, membership);
      }
      MemberFactory members = members(config, before.members().snapshots());
      Affinity affinity = before.config().sessionAffinity().equals(config.sessionAffinity())
          ? before.affinity()
          : Affinity.of(config, options, sessionCounts);
      if (!before.admitsAs(document, config)) {
        quota = quota.next(document.name(), config, quotas);
      }
      return settings(document, config, members, quota, affinity, membership, probes);
    } catch (RuntimeException | Error e) {
      discard(quota, membership, probes);
      throw e;
    }
  }

  /** Gives up what was prepared. */
  void discard(PoolSettings prepared) {
    discard(prepared.quota(), prepared.membership(), prepared.probes());
  }

  private void discard(PoolQuota quota, PoolMembership membership, PoolProbes probes) {
    PoolSettings now = settings;
    if (quota != now.quota()) {
      quota.close();
    }
    if (membership != now.membership()) {
      membership.end();
    }
    if (probes != now.probes()) {
      probes.close();
    }
  }

  /** Whether this configuration is the one in force. */
  boolean goesBy(BalancerConfig document, PoolConfig config) {
    PoolSettings now = settings;
    return now.config().equals(config) && now.admitsAs(document, config);
  }

  /** Goes by what was prepared from now on, as a difference. {@link #tell} is to come. */
  PoolChanges follow(PoolSettings next) {
    PoolSettings before = settings;
    PoolConfig config = next.config();
    AgentsDifference agents =
        AgentsDifference.between(before.config().instances(), config.instances());
    overload.config(config);
    evidence.config(config);
    settings = next;
    control.update(agents, next.members());
    if (before.probes() != next.probes()) {
      control.checkBy(next.probes()).close();
    }
    if (before.quota() != next.quota()) {
      before.quota().close();
    }
    if (before.membership() != next.membership()) {
      before.membership().end();
      next.membership().begin();
      follow(next.membership());
    }
    return PoolChanges.of(before.config(), config, agents);
  }

  /** Tells listeners what has changed, without any lock held. */
  void tell(PoolChanges changes) {
    String pool = settings.config().name();
    LOGGER.log(Level.INFO, "pool=" + pool + " changed: " + changes);
    events.add(listener -> listener.reloaded(pool, changes));
    control.tell();
  }

  /** Makes these the pool's agents, as a difference to those that were given before. */
  PoolChanges agents(List<AgentConfig> agents) {
    return agents(agents, settings.membership());
  }

  /** Gives the pool the agents of this membership from now on, as long as it is the pool's. */
  private void follow(PoolMembership membership) {
    membership.follow(agents -> agents(agents, membership));
  }

  private PoolChanges agents(List<AgentConfig> agents, PoolMembership membership) {
    ReentrantLock reloading = threads.reloading();
    PoolChanges changes;
    reloading.lock();
    try {
      PoolSettings now = settings;
      if (now.membership() != membership || now.config().instances().equals(agents)) {
        return PoolChanges.NONE;
      }
      PoolConfig config = now.config().withInstances(agents);
      changes = follow(prepare(now.document(), config, options, membership));
    } finally {
      reloading.unlock();
    }
    if (!changes.isEmpty()) {
      tell(changes);
    }
    return changes;
  }

  /**
   * Asks the health endpoint by what this makes of the configuration, now and after reloads.
   *
   * @throws RuntimeException if it makes nothing; the endpoint is asked as before then
   */
  void checkWith(Function<HealthCheckConfig, HealthProbe> source) {
    ReentrantLock reloading = threads.reloading();
    reloading.lock();
    try {
      checksBy(source).run();
    } finally {
      reloading.unlock();
    }
  }

  /** The first half of {@link #checkWith}, which may fail; the second is to be run between reloads. */
  Runnable checksBy(Function<HealthCheckConfig, HealthProbe> source) {
    Runnable replacing = settings.probes().replacingBy(source);
    return () -> {
      replacing.run();
      prober = source;
    };
  }

  /** Checks end and time stands still, but calls that have begun are served. */
  void retire() {
    settings.membership().end();
    control.retire();
    control.checkBy(PoolProbes.NONE).close();
  }

  void close() {
    settings.membership().close();
    control.close();
    control.checkBy(PoolProbes.NONE).close();
    settings.quota().close();
  }

  PoolStatus status() {
    return control
        .status(settings.config().algorithm(), counts)
        .withAffinityMoved(sessionCounts.moves());
  }
}
