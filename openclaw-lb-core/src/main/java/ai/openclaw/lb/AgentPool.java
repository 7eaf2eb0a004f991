package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.BalancingConfig;
import ai.openclaw.lb.config.ConfigException;
import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.MembershipConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.QuotaConfig;
import ai.openclaw.lb.config.ResilienceConfig;
import ai.openclaw.lb.config.SessionAffinityConfig;
import ai.openclaw.lb.health.HealthProbe;
import java.io.Reader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A pool of agents that serve the same purpose, and the choice among them. Thread-safe: calls read
 * one immutable snapshot without a lock; changes to the pool are serial and publish the next one.
 *
 * <p>A pool probes its agents from its creation on, where the configuration asks for it, and stops at
 * {@link #close}.
 */
public final class AgentPool implements AutoCloseable {
  private static final Duration DEFAULT_RISE = Duration.ofSeconds(10);

  private final String name;
  private final ConfiguredPool parts;

  /** The threads, where they are this pool's alone. */
  private final @Nullable PoolThreads ownThreads;

  /**
   * Starts {@code config}, one of the pools of {@code document}.
   *
   * @param prober what asks the health endpoint; null for the JDK's client
   */
  AgentPool(
      BalancerConfig document,
      PoolConfig config,
      PoolOptions options,
      PoolThreads threads,
      @Nullable PoolThreads ownThreads,
      @Nullable Function<HealthCheckConfig, HealthProbe> prober) {
    this.name = config.name();
    this.parts = new ConfiguredPool(document, config, options, threads, prober);
    this.ownThreads = ownThreads;
  }

  /**
   * Reads a document with one pool, and starts it.
   *
   * @throws ConfigException if the document can't be read, is not valid, or has several pools; it
   *     lists every problem
   */
  public static AgentPool fromYaml(Path file) {
    return fromYaml(file, PoolOptions.DEFAULTS);
  }

  /** As {@link #fromYaml(Path)}, from a reader, which stays open. */
  public static AgentPool fromYaml(Reader yaml) {
    return fromYaml(yaml, PoolOptions.DEFAULTS);
  }

  /** As {@link #fromYaml(Path)}, with what the embedding code supplies. */
  public static AgentPool fromYaml(Path file, PoolOptions options) {
    return only(options.reader().onePool().read(file), options);
  }

  /** As {@link #fromYaml(Reader)}, with what the embedding code supplies. */
  public static AgentPool fromYaml(Reader yaml, PoolOptions options) {
    return only(options.reader().onePool().read(yaml), options);
  }

  private static AgentPool only(BalancerConfig document, PoolOptions options) {
    return start(document.name(), document, document.pools().get(0), options.quotasOf(document));
  }

  private static AgentPool start(
      String threadName, BalancerConfig document, PoolConfig config, PoolOptions options) {
    PoolThreads threads = new PoolThreads(threadName, options);
    try {
      return new AgentPool(document, config, options, threads, threads, null);
    } catch (RuntimeException | Error e) {
      threads.close();
      throw e;
    }
  }

  /**
   * Returns a builder of a pool without a document.
   *
   * @param name the pool's name, which is also the host of the URLs that the pool balances
   */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** The pool's name. */
  public String name() {
    return name;
  }

  /** The configuration in force; weights and agents may have been changed since by the program. */
  public PoolConfig config() {
    return parts.settings().config();
  }

  /**
   * Begins one caller's request, with its failover.
   *
   * @param context what is known of the request
   * @param replay whether it may be sent again after a failure
   */
  public AgentCall newCall(RequestContext context, Replay replay) {
    return calls().newCall(context, replay, null);
  }

  /**
   * As {@link #newCall(RequestContext, Replay)}, for a caller who waits no longer than {@code timeLeft}:
   * after it no attempt begins, and no pause that would end after it.
   */
  public AgentCall newCall(RequestContext context, Replay replay, Duration timeLeft) {
    return calls().newCall(context, replay, Objects.requireNonNull(timeLeft, "timeLeft"));
  }

  /**
   * Begins one attempt without failover, which counts as one call. Never blocks.
   *
   * @throws NoAgentAvailableException if no agent can take an attempt now, or the call is over the
   *     pool's quota
   */
  public Lease acquire(RequestContext context) throws NoAgentAvailableException {
    return calls().acquire(Objects.requireNonNull(context, "context"));
  }

  /**
   * Explains where a request would go now, and why. No call begins and nothing is counted: no turn of
   * an algorithm is taken, no number drawn, no session created or kept alive. Round robin, weighted round robin, least connections and
   * adaptive to 64 agents, and consistent hashing tell which agent is next; others do not, and list
   * the agents that may be.
   */
  public Explanation explain(RequestContext context) {
    PoolSettings settings = parts.settings();
    CallPath calls = settings.calls();
    String key = calls.keyText(Objects.requireNonNull(context, "context"));
    Snapshot snapshot = parts.control().snapshot();
    return settings
        .explainer()
        .explain(snapshot, context, key, calls.peekSession(context, snapshot));
  }

  /** Returns the pool's state and counts at this moment. */
  public PoolStatus status() {
    return parts.status();
  }

  /** Returns what the pool's quota has come to at this moment. */
  public QuotaStatus quotaStatus() {
    return parts.settings().quota().status();
  }

  /** Returns what the pool has counted so far, read without a lock and one after the other. */
  public PoolCounts counts() {
    CallPath calls = calls();
    return new PoolCounts(
        status().requests(),
        calls.counts().retriesByCause(),
        calls.counts().refusedRetries(),
        calls.sessionCounts().moves(),
        calls.waiting().size(),
        quotaStatus().refused(),
        calls.counts().fallbacks());
  }

  /**
   * Changes an agent's weight: down at once, up over 10 s. Weight 0 gives it no new calls. Under round
   * robin, to which a document's weights mean nothing, it is the agent's share as against before.
   *
   * @throws IllegalArgumentException if the pool has no such agent, or the weight is negative, NaN or
   *     infinite; nothing has changed then
   */
  public void setWeight(String agentId, double weight) {
    setWeight(agentId, weight, DEFAULT_RISE);
  }

  /**
   * Changes an agent's weight: down at once, up in steps over a time, each step at most doubling it.
   *
   * @throws IllegalArgumentException as {@link #setWeight(String, double)}, and if the time is
   *     negative or longer than 365 days
   */
  public void setWeight(String agentId, double weight, Duration over) {
    parts.control().setWeight(agentId, weight, over);
  }

  /**
   * Adds an agent, which takes calls at once.
   *
   * @throws IllegalArgumentException if the pool has an agent of that id
   */
  public void add(AgentConfig agent) {
    parts.control().add(agent);
  }

  /**
   * Gives an agent no new calls; those that run on it finish.
   *
   * @throws IllegalArgumentException if the pool has no such agent
   */
  public void drain(String agentId) {
    parts.control().drain(agentId);
  }

  /**
   * Gives an agent new calls again that was drained: it starts slowly. Without effect on others.
   *
   * @throws IllegalArgumentException if the pool has no such agent
   */
  public void resume(String agentId) {
    parts.control().resume(agentId);
  }

  /**
   * Takes an agent out of the pool; attempts that run on it finish.
   *
   * @throws IllegalArgumentException if the pool has no such agent
   */
  public void remove(String agentId) {
    parts.control().remove(agentId);
  }

  /** Adds a listener for events from now on. */
  public void addListener(PoolListener listener) {
    parts.events().addListener(Objects.requireNonNull(listener, "listener"));
  }

  /** Removes a listener that was added; events that wait for delivery may still reach it. */
  public void removeListener(PoolListener listener) {
    parts.events().removeListener(listener);
  }

  /** Lets listeners of this factory hear of every attempt from now on, those of today's agents first. */
  public void addAgentListener(AgentListener.Factory factory) {
    Objects.requireNonNull(factory, "factory");
    parts
        .control()
        .forAgents(agents -> parts.audience().add(factory, agents))
        .forEach(AgentListener::joined);
  }

  /** Ends what {@link #addAgentListener} began. */
  public void removeAgentListener(AgentListener.Factory factory) {
    parts
        .control()
        .forAgents(agents -> parts.audience().remove(factory, agents))
        .forEach(AgentListener::left);
  }

  /**
   * Asks the configured health endpoint by this probe from now on, instead of by the JDK's HTTP
   * client, so that health checks can go the way that calls go. A configured script is asked beside
   * it, as before. The probe stays the caller's to close, when the pool is closed or another probe
   * has been given.
   *
   * <p>Without effect where the configuration asks for no health checks, or {@link
   * PoolOptions#healthProbe} has given a probe.
   */
  public void checkHealthBy(HealthProbe probe) {
    Objects.requireNonNull(probe, "probe");
    parts.checkWith(config -> probe);
  }

  /**
   * As {@link #checkHealthBy}, by the probe that this makes of the configuration: of today's, and of
   * each one that a reload brings.
   *
   * @param source called once for each configuration that asks for health checks, one at a time
   * @throws RuntimeException if the source does: the endpoint is asked as before then. A reload for which
   *     it does changes nothing
   */
  public void checkHealthWith(Function<HealthCheckConfig, HealthProbe> source) {
    parts.checkWith(Objects.requireNonNull(source, "source"));
  }

  /** How the pool's discovery fares; null where its agents are the document's. */
  public @Nullable DiscoveryStatus discoveryStatus() {
    return parts.settings().membership().status();
  }

  /** The request attributes that the pool's rules and its hash key read. */
  public Set<String> attributes() {
    return parts.settings().attributes();
  }

  /** Stops probes and timers. Attempts that run finish; new ones find no agent. Twice is fine. */
  @Override
  public void close() {
    parts.close();
    if (ownThreads != null) {
      ownThreads.close();
    }
  }

  @Override
  public String toString() {
    return "AgentPool[" + name() + "]";
  }

  /** How many calls wait for room. */
  int waiting() {
    return calls().waiting().size();
  }

  private CallPath calls() {
    return parts.settings().calls();
  }

  BalancerConfig document() {
    return parts.settings().document();
  }

  RoutingRules routingRules() {
    return parts.settings().rules();
  }

  /**
   * Makes these the pool's agents, as a difference by id to those that it was given before: those that
   * stay keep their state, new ones start slowly, and those that are gone leave when their attempts
   * have ended. What was changed at run time stands where the lists agree. Empty if nothing changed.
   *
   * @throws IllegalArgumentException if there is none, two have one id, or all are of weight 0;
   *     nothing has changed then
   */
  PoolChanges agents(List<AgentConfig> agents) {
    return parts.agents(agents);
  }

  /** What a reload works on. */
  ConfiguredPool parts() {
    return parts;
  }

  /** Whether a call has an agent to go to, as far as that is known now. */
  boolean hasRoutable(RequestContext context) {
    return !parts.control().snapshot().routable(context, TriedAgents.NONE).isEmpty();
  }

  /** Whether the target of one of its rules has no routable agent, so that the default's stand in. */
  boolean givesUp(int rule) {
    Targets targets = parts.control().snapshot().targets();
    return targets != null && targets.givenUp(rule);
  }

  /** Puts a pool together without a document. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final List<AgentConfig> agents = new ArrayList<>();
    private UnaryOperator<PoolConfig> changes = UnaryOperator.identity();
    private MembershipConfig membership = MembershipConfig.DEFAULT;
    private PoolOptions options = PoolOptions.DEFAULTS;

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /** Adds an agent. */
    public Builder agent(AgentConfig agent) {
      agents.add(Objects.requireNonNull(agent, "agent"));
      return this;
    }

    /** Adds an agent of weight 1, its host as in a document. */
    public Builder agent(String id, String host) {
      return agent(AgentConfig.of(id, host));
    }

    /** Sets the algorithm, by the name that a document would use; {@code round_robin} if not set. */
    public Builder algorithm(String algorithm) {
      return change(pool -> pool.withAlgorithm(algorithm));
    }

    /** Sets how agents are probed; not at all if not set. */
    public Builder healthCheck(HealthCheckConfig healthCheck) {
      return change(pool -> pool.withHealthCheck(healthCheck));
    }

    /** Sets what follows failed attempts; the document's defaults if not set. */
    public Builder failover(FailoverConfig failover) {
      return change(pool -> pool.withFailover(failover));
    }

    /** Sets what takes agents out by the results of calls, and how they come back. */
    public Builder resilience(ResilienceConfig resilience) {
      return change(pool -> pool.withResilience(resilience));
    }

    /** Sets how the calls of one user stay on one agent; they do not if not set. */
    public Builder sessionAffinity(SessionAffinityConfig sessionAffinity) {
      return change(pool -> pool.withSessionAffinity(sessionAffinity));
    }

    /** Sets how many calls are admitted; all if not set. */
    public Builder quota(QuotaConfig quota) {
      return change(pool -> pool.withQuota(quota));
    }

    /** Sets what strategies go by. */
    public Builder balancing(BalancingConfig balancing) {
      return change(pool -> pool.withBalancing(balancing));
    }

    /** Sets where the agents come from, and which of them this caller uses; those added if not set. */
    public Builder membership(MembershipConfig membership) {
      this.membership = Objects.requireNonNull(membership, "membership");
      return this;
    }

    /** Sets what the embedding code supplies. */
    public Builder options(PoolOptions options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * Starts the pool.
     *
     * @throws IllegalArgumentException if it has no agent, two of one id, or an unknown algorithm
     */
    public AgentPool build() {
      PoolConfig config = changes.apply(PoolConfig.of(name, agents, membership));
      return start(name, BalancerConfig.of(config), config, options);
    }

    private Builder change(UnaryOperator<PoolConfig> change) {
      UnaryOperator<PoolConfig> before = changes;
      changes = pool -> change.apply(before.apply(pool));
      return this;
    }
  }
}
