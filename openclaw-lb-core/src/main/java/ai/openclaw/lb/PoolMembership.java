package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DiscoveryConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.SubsetConfig;
import ai.openclaw.lb.discovery.AgentDiscovery;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a pool: the document's agents, or those that a discovery finds, and of them this caller's
 * subset. Lists are weighed and applied on the pool's timer thread, one after another.
 */
final class PoolMembership implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.discovery");

  private static final long LONGEST_SHARED_NANOS = Duration.ofMinutes(5).toNanos();

  private final PoolConfig config;
  private final ScheduledExecutorService scheduler;
  private final LongSupplier nanoTime;
  private final @Nullable AgentSubset subset;
  private final MissingAgents missing;

  /** Null where the document's agents are all there are. */
  private final @Nullable DiscoveryFeed feed;

  private final @Nullable DiscoveryThread thread;

  /** Done with the first list. */
  private final CompletableFuture<Boolean> first = new CompletableFuture<>();

  /** Whether a look at the latest list is waiting for the timer thread. */
  private final AtomicBoolean due = new AtomicBoolean();

  /** Set by {@link #follow}, before which nothing is applied; read by the timer thread. */
  private volatile @Nullable Consumer<List<AgentConfig>> members;

  private volatile boolean closed;

  /** How many agents the document has. Written by reloads, one at a time, and read by them. */
  private int fleet;

  /** The timer for the next missing agent. Confined to the timer thread. */
  private @Nullable Future<?> nextLeave;

  PoolMembership(PoolConfig config, PoolOptions options, ScheduledExecutorService scheduler) {
    this.config = config;
    this.scheduler = scheduler;
    this.nanoTime = options.nanoTime();
    SubsetConfig share = config.membership().subset();
    this.subset = share == null ? null : new AgentSubset(share.size(), CallerId.of(share));
    DiscoveryConfig discovery = config.membership().discovery();
    this.missing = new MissingAgents(discovery.removeAfter());
    if (discovery.isDynamic()) {
      AgentDiscovery source = options.discoveries().create(config, scheduler);
      this.feed = new DiscoveryFeed(config.name(), discovery.type(), nanoTime, this::listed);
      this.thread = new DiscoveryThread(config.name(), source, feed, scheduler);
    } else {
      this.feed = null;
      this.thread = null;
    }
  }

  /**
   * Begins to look, and returns who is in the pool at first: what the first list says where it comes in
   * time, else the document's agents, which may be none.
   */
  List<AgentConfig> start() {
    if (feed == null) {
      return agents(config, List.of());
    }
    begin();
    await(config.membership().discovery().firstWait());
    List<AgentConfig> found = feed.latest();
    if (found == null) {
      LOG.log(
          Level.WARNING,
          () -> "pool=" + config.name() + " discovery="
              + config.membership().discovery().type()
              + " has told nothing yet: the pool begins with "
              + config.instances().size()
              + " agents");
    }
    return used(found == null ? config.instances() : missing.look(found, nanoTime.getAsLong()));
  }

  /** Begins to look. */
  void begin() {
    if (thread != null) {
      thread.start();
    }
  }

  /**
   * The agents of a pool that is to have this configuration from now on.
   *
   * @param before those that it has
   */
  List<AgentConfig> agents(PoolConfig next, List<AgentConfig> before) {
    if (feed == null) {
      fleet = next.instances().size();
      return used(next.instances());
    }
    boolean begins = feed.latest() == null && !next.instances().isEmpty();
    return begins ? used(next.instances()) : before;
  }

  private void await(Duration wait) {
    try {
      first.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException late) {
      return; // the pool begins without
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives who is in the pool to {@code members} from now on, each time that it may have changed. */
  void follow(Consumer<List<AgentConfig>> members) {
    this.members = members;
    if (feed != null && feed.latest() != null) {
      listed();
    }
  }

  private void listed() {
    first.complete(true);
    if (members != null && due.compareAndSet(false, true)) {
      execute(this::look);
    }
  }

  private void look() {
    due.set(false);
    List<AgentConfig> latest = feed == null ? null : feed.latest();
    if (latest != null) {
      apply(missing.look(latest, nanoTime.getAsLong()));
    }
  }

  private void apply(List<AgentConfig> agents) {
    Consumer<List<AgentConfig>> followers = members;
    if (closed || followers == null) {
      return;
    }
    accept(followers, used(agents));
    if (nextLeave != null) {
      nextLeave.cancel(false);
    }
    OptionalLong next = missing.nextNanos(nanoTime.getAsLong());
    if (next.isPresent()) {
      nextLeave = scheduler.schedule(
          () -> apply(missing.at(nanoTime.getAsLong())), next.getAsLong(), TimeUnit.NANOSECONDS);
    }
  }

  private void accept(Consumer<List<AgentConfig>> followers, List<AgentConfig> agents) {
    try {
      followers.accept(agents);
    } catch (RuntimeException e) { // the agents stay as they are, and the next list is tried again
      LOG.log(Level.WARNING, "pool=" + config.name() + " could not follow a list", e);
    }
  }

  private void execute(Runnable task) {
    try {
      scheduler.execute(task);
    } catch (RejectedExecutionException ended) {
      closed = true; // the pool's threads have ended
    }
  }

  /** This caller's agents among all. */
  List<AgentConfig> used(List<AgentConfig> all) {
    return subset == null ? all : subset.of(all);
  }

  /** How discovery fares; null where there is none. */
  @Nullable
  DiscoveryStatus status() {
    return feed == null ? null : feed.status();
  }

  /**
   * These checks at this caller's pace: where callers share them, the more seldom the more callers ask
   * the same agents, so that an agent is asked as often as by one caller alone. At most every five
   * minutes, if not configured so.
   */
  HealthCheckConfig paced(HealthCheckConfig checks) {
    SubsetConfig share = config.membership().subset();
    int all = feed == null ? fleet : feed.status().listed();
    if (share == null || !checks.options().share() || all == 0) {
      return checks;
    }
    double askers = share.callers() * (double) Math.min(share.size(), all) / all;
    long shared = (long) (checks.interval().toNanos() * Math.max(1, askers));
    long longest = Math.max(checks.interval().toNanos(), LONGEST_SHARED_NANOS);
    return checks.withInterval(Duration.ofNanos(Math.min(shared, longest)), checks.timeout());
  }

  /** Stops looking, and waits for nobody. */
  void end() {
    closed = true;
    if (thread != null) {
      thread.end();
    }
  }

  /** Stops looking, and waits for that a second at most. */
  @Override
  public void close() {
    closed = true;
    if (thread != null) {
      thread.close();
    }
  }
}
