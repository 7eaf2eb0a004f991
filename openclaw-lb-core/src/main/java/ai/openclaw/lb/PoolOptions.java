package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.ConfigReader;
import ai.openclaw.lb.config.QuotaStoreConfig;
import ai.openclaw.lb.discovery.AgentDiscovery;
import ai.openclaw.lb.health.HealthProbe;
import ai.openclaw.lb.quota.QuotaProvider;
import ai.openclaw.lb.quota.RedisQuotas;
import ai.openclaw.lb.strategy.Strategies;
import ai.openclaw.lb.strategy.StrategyFactory;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What embedding code supplies beside the configuration document: strategies and probes of its own,
 * listeners, leave to run scripts, and the clock, scheduler and randomness of a test or a simulation.
 * Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * AgentPools pools = AgentPools.fromYaml(file, PoolOptions.DEFAULTS.listener(log).allowScripts());
 * }</pre>
 */
public final class PoolOptions {
  /** Nothing added: the system's clock, threads of the pools' own, built-in strategies. */
  public static final PoolOptions DEFAULTS = new PoolOptions(new Values());

  private final Values values;

  private PoolOptions(Values values) {
    this.values = values;
  }

  /**
   * Adds an algorithm, to be named by {@code algorithm:}.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public PoolOptions strategy(String name, StrategyFactory factory) {
    return with(changed -> changed.strategies = values.strategies.with(name, factory));
  }

  /**
   * Adds a discovery, to be named by {@code discovery: {type: NAME}}.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public PoolOptions discovery(String name, AgentDiscovery.Factory factory) {
    return with(changed -> changed.discoveries = values.discoveries.with(name, factory));
  }

  /** Checks agents by this probe, which stays open, instead of the configured endpoint or script. */
  public PoolOptions healthProbe(HealthProbe probe) {
    Objects.requireNonNull(probe, "probe");
    return with(changed -> changed.healthProbe = probe);
  }

  /** Adds a listener to every pool. */
  public PoolOptions listener(PoolListener listener) {
    Objects.requireNonNull(listener, "listener");
    return with(changed -> changed.listeners.add(listener));
  }

  /** Allows {@code agent_health_script}: the document may then run programs as this process' user. */
  public PoolOptions allowScripts() {
    return with(changed -> changed.scriptsAllowed = true);
  }

  /** Takes quotas from here, instead of from the document's {@code quota_store}. */
  public PoolOptions quotas(QuotaProvider quotas) {
    Objects.requireNonNull(quotas, "quotas");
    return with(changed -> changed.quotas = quotas);
  }

  /** Measures time by this clock: monotonic nanoseconds of any origin. */
  public PoolOptions nanoTime(LongSupplier nanoTime) {
    Objects.requireNonNull(nanoTime, "nanoTime");
    return with(changed -> changed.nanoTime = nanoTime);
  }

  /** Dates session cookies by this clock, which goes by the time of day; nothing else does. */
  public PoolOptions wallClock(InstantSource wallClock) {
    Objects.requireNonNull(wallClock, "wallClock");
    return with(changed -> changed.wallClock = wallClock);
  }

  /** Takes random numbers from here; a generator is used by the thread that asked, at once. */
  public PoolOptions random(Supplier<RandomGenerator> random) {
    Objects.requireNonNull(random, "random");
    return with(changed -> changed.random = random);
  }

  /** Runs timers on this scheduler, which must run one task at a time and is not shut down. */
  public PoolOptions scheduler(ScheduledExecutorService scheduler) {
    Objects.requireNonNull(scheduler, "scheduler");
    return with(changed -> changed.scheduler = scheduler);
  }

  /** Calls listeners on this executor, which is not shut down. */
  public PoolOptions listenerExecutor(Executor executor) {
    Objects.requireNonNull(executor, "executor");
    return with(changed -> changed.listenerExecutor = executor);
  }

  /** The reader of documents that may use what these options add. */
  ConfigReader reader() {
    ConfigReader reader = ConfigReader.create()
        .algorithms(values.strategies.names())
        .discoveries(values.discoveries.names());
    return values.scriptsAllowed ? reader.allowScripts() : reader;
  }

  /** These options, with the quotas of the document's store where the program gives none. */
  PoolOptions quotasOf(BalancerConfig document) {
    QuotaStoreConfig store = document.quotaStore();
    return store == null || values.quotas != null ? this : quotas(RedisQuotas.provider(store));
  }

  @Nullable
  QuotaProvider quotas() {
    return values.quotas;
  }

  Strategies strategies() {
    return values.strategies;
  }

  Discoveries discoveries() {
    return values.discoveries;
  }

  @Nullable
  HealthProbe healthProbe() {
    return values.healthProbe;
  }

  List<PoolListener> listeners() {
    return values.listeners;
  }

  LongSupplier nanoTime() {
    return values.nanoTime;
  }

  InstantSource wallClock() {
    return values.wallClock;
  }

  Supplier<RandomGenerator> random() {
    return values.random;
  }

  @Nullable
  ScheduledExecutorService scheduler() {
    return values.scheduler;
  }

  @Nullable
  Executor listenerExecutor() {
    return values.listenerExecutor;
  }

  private PoolOptions with(Consumer<Values> change) {
    Values changed = new Values(values);
    change.accept(changed);
    return new PoolOptions(changed);
  }

  /** The values of one instance; changed only before the instance is made. */
  private static final class Values {
    private Strategies strategies = Strategies.builtIn();
    private Discoveries discoveries = Discoveries.BUILT_IN;
    private @Nullable HealthProbe healthProbe;
    private List<PoolListener> listeners = List.of();
    private boolean scriptsAllowed;
    private @Nullable QuotaProvider quotas;
    private LongSupplier nanoTime = System::nanoTime;
    private InstantSource wallClock = InstantSource.system();
    private Supplier<RandomGenerator> random = ThreadLocalRandom::current;
    private @Nullable ScheduledExecutorService scheduler;
    private @Nullable Executor listenerExecutor;

    private Values() {}

    private Values(Values source) {
      this.strategies = source.strategies;
      this.discoveries = source.discoveries;
      this.healthProbe = source.healthProbe;
      this.listeners = new ArrayList<>(source.listeners);
      this.scriptsAllowed = source.scriptsAllowed;
      this.quotas = source.quotas;
      this.nanoTime = source.nanoTime;
      this.wallClock = source.wallClock;
      this.random = source.random;
      this.scheduler = source.scheduler;
      this.listenerExecutor = source.listenerExecutor;
    }
  }
}
