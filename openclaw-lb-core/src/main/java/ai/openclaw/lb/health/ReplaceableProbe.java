package ai.openclaw.lb.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A probe whose place another one can take while it is in use. Targets that are being asked at that
 * moment are asked again by the new one: what the old one finds, or its end breaks, no longer counts.
 * Thread-safe; closes the probe that it was made with, and none that took its place.
 */
public final class ReplaceableProbe implements HealthProbe {
  private final HealthProbe first;

  /** Written by whoever replaces it, read by every probe and by the thread that ends one. */
  private volatile HealthProbe current;

  /** As good as {@code first}, until that is replaced. */
  public ReplaceableProbe(HealthProbe first) {
    this.first = first;
    this.current = first;
  }

  /** Asks {@code next} from now on, which stays its owner's to close. Closes the first probe. */
  public void replaceBy(HealthProbe next) {
    current = next;
    first.close();
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    ask(target, result);
    return result;
  }

  /** Asks once more for each time that the probe is replaced meanwhile. */
  private void ask(ProbeTarget target, CompletableFuture<ProbeResult> result) {
    HealthProbe asked = current;
    CompletableFuture<ProbeResult> answer = Guard.begin(asked, target);
    CompletionStage<?> unused = result.whenComplete((done, error) -> answer.cancel(true));
    unused = answer.thenAccept(found -> {
      if (asked == current) {
        result.complete(found);
      } else {
        ask(target, result);
      }
    });
  }

  @Override
  public void close() {
    first.close();
  }
}
