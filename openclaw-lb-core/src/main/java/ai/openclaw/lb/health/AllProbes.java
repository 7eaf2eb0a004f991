package ai.openclaw.lb.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Several probes as one: all must pass. The result is then the first probe's. */
final class AllProbes implements HealthProbe {
  private final List<HealthProbe> probes;

  AllProbes(List<? extends HealthProbe> probes) {
    this.probes = List.copyOf(probes);
    if (this.probes.isEmpty()) {
      throw new IllegalArgumentException("probes: none (expected: one at least)");
    }
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    CompletableFuture<ProbeResult> all = new CompletableFuture<>();
    List<CompletableFuture<ProbeResult>> begun = new ArrayList<>();
    AtomicInteger missing = new AtomicInteger(probes.size());
    for (HealthProbe probe : probes) {
      CompletableFuture<ProbeResult> one = Guard.begin(probe, target);
      begun.add(one);
      CompletionStage<?> unused = all.whenComplete((result, error) -> one.cancel(true));
      unused = one.thenAccept(result -> {
        if (!result.passed()) {
          all.complete(result);
        } else if (missing.decrementAndGet() == 0) {
          all.complete(begun.get(0).join()); // the last to pass: all are begun and done
        }
      });
    }
    return all;
  }

  @Override
  public void close() {
    probes.forEach(HealthProbe::close);
  }
}
