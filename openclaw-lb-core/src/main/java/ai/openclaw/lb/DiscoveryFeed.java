package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.discovery.DiscoveryListener;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a discovery has told: the last good list, how old it is, and failures since. Thread-safe. Says
 * the begin and the end of an outage, each once.
 */
final class DiscoveryFeed implements DiscoveryListener {
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.discovery");

  private final String pool;
  private final String type;
  private final LongSupplier nanoTime;
  private final Runnable onList;

  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}, as are those below. */
  private @Nullable List<AgentConfig> latest;

  private long latestNanos;
  private long lists;
  private long failures;
  private long failuresInARow;
  private @Nullable String problem;

  /** @param onList called after each good list, by the discovery's thread */
  DiscoveryFeed(String pool, String type, LongSupplier nanoTime, Runnable onList) {
    this.pool = pool;
    this.type = type;
    this.nanoTime = nanoTime;
    this.onList = onList;
  }

  @Override
  public void agents(List<AgentConfig> all) {
    List<AgentConfig> list;
    try {
      list = List.copyOf(all);
    } catch (NullPointerException nothing) {
      failed("a list that is null, or has null in it");
      return;
    }
    String refused = refused(list);
    if (refused == null) {
      accept(list);
      onList.run();
    } else {
      failed(refused);
    }
  }

  /** What is wrong with a list; null where nothing is. */
  private static @Nullable String refused(List<AgentConfig> list) {
    if (list.isEmpty()) {
      return "an empty list";
    }
    Set<String> ids = new HashSet<>();
    boolean weighs = false;
    for (AgentConfig agent : list) {
      if (!ids.add(agent.id())) {
        return "a list with two agents of the id " + agent.id();
      }
      weighs |= agent.weight() > 0;
    }
    return weighs ? null : "a list of agents of weight 0 only";
  }

  private void accept(List<AgentConfig> list) {
    long outage;
    lock.lock();
    try {
      latest = list;
      latestNanos = nanoTime.getAsLong();
      lists++;
      outage = failuresInARow;
      failuresInARow = 0;
      problem = null;
    } finally {
      lock.unlock();
    }
    if (outage > 0) {
      LOG.log(
          Level.INFO,
          () -> "pool=" + pool + " discovery=" + type + " works again after " + outage
              + " failures: " + list.size() + " agents");
    }
  }

  @Override
  public void failed(String reason) {
    long inARow;
    int kept;
    lock.lock();
    try {
      failures++;
      inARow = ++failuresInARow;
      problem = String.valueOf(reason);
      kept = latest == null ? 0 : latest.size();
    } finally {
      lock.unlock();
    }
    if (inARow == 1) {
      LOG.log(
          Level.WARNING,
          () -> "pool=" + pool + " discovery=" + type + " failed: " + reason + "; "
              + (kept == 0 ? "there is no list yet" : "the last list stays, " + kept + " agents"));
    }
  }

  /** The last good list; null where there has been none. */
  @Nullable
  List<AgentConfig> latest() {
    lock.lock();
    try {
      return latest;
    } finally {
      lock.unlock();
    }
  }

  DiscoveryStatus status() {
    lock.lock();
    try {
      boolean none = latest == null;
      return new DiscoveryStatus(
          type,
          latest == null ? 0 : latest.size(),
          lists,
          failures,
          none ? null : Duration.ofNanos(nanoTime.getAsLong() - latestNanos),
          problem);
    } finally {
      lock.unlock();
    }
  }
}
