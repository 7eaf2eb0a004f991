package ai.openclaw.lb.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Warnings: keys about quotas that nothing follows. */
final class QuotaPitfalls {
  private final Problems problems;

  QuotaPitfalls(Problems problems) {
    this.problems = problems;
  }

  void warn(List<PoolDraft> pools, @Nullable Located<QuotaStoreConfig> store) {
    if (store != null && pools.stream().allMatch(pool -> pool.quota().maxQps() == null)) {
      problems.warn(store.place(), "without max_qps (there is no quota to keep)");
    }
    warnBursts(pools);
  }

  /** A key of the top level is of use where one of the pools that it is for has a limit. */
  private void warnBursts(List<PoolDraft> pools) {
    Set<Place> seen = new HashSet<>();
    for (PoolDraft pool : pools) {
      if (pool.quota().burst() != null && pool.quota().maxQps() != null) {
        seen.add(pool.quota().burst().place());
      }
    }
    for (PoolDraft pool : pools) {
      Located<Integer> burst = pool.quota().burst();
      if (burst != null && seen.add(burst.place())) {
        problems.warn(burst.place(), burst.value() + " (without max_qps)");
      }
    }
  }
}
