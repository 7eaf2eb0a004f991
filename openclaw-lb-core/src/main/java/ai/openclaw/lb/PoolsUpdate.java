package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.PoolConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One version of a document on its way to take the place of another: all that can fail is done by {@link
 * #prepare}, and undone where it fails; what {@link #apply} does can't fail. Used by one thread.
 */
final class PoolsUpdate {
  private final BalancerConfig document;
  private final PoolOptions options;
  private final List<AgentPool> pools = new ArrayList<>();
  private final List<AgentPool> added = new ArrayList<>();
  private final List<Followed> followed = new ArrayList<>();

  /** A pool that is to go by other settings. */
  private record Followed(ConfiguredPool pool, PoolSettings next) {}

  /** What a pool's listeners are to be told. */
  record Told(ConfiguredPool pool, PoolChanges changes) {}

  /**
   * @param options with the quotas of the document's store
   */
  PoolsUpdate(BalancerConfig document, PoolOptions options) {
    this.document = document;
    this.options = options;
  }

  /**
   * Makes what is new, beside what is in force.
   *
   * @param now what is in force; null at the begin
   * @param start starts a pool that is new
   */
  void prepare(@Nullable PoolSet now, Function<PoolConfig, AgentPool> start) {
    try {
      for (PoolConfig config : document.pools()) {
        AgentPool known = now == null ? null : now.find(config.name());
        if (known == null) {
          added.add(start.apply(config));
          pools.add(added.get(added.size() - 1));
        } else {
          pools.add(known);
          prepare(known.parts(), config);
        }
      }
    } catch (RuntimeException | Error e) {
      added.forEach(AgentPool::close);
      followed.forEach(each -> each.pool.discard(each.next));
      throw e;
    }
  }

  private void prepare(ConfiguredPool pool, PoolConfig config) {
    if (!pool.goesBy(document, config)) {
      followed.add(new Followed(pool, pool.prepare(document, config, options)));
    }
  }

  /** Lets every pool that is to change do so; returns what changed in each. */
  List<Told> apply() {
    return followed.stream()
        .map(each -> new Told(each.pool, each.pool.follow(each.next)))
        .toList();
  }

  /** The document's pools, in its order. */
  PoolSet pools() {
    return new PoolSet(document, pools);
  }

  List<AgentPool> added() {
    return added;
  }
}
