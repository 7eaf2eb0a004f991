package ai.openclaw.lb.health;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Begins probes so that nothing that one does, short of blocking, can break its caller. */
final class Guard {
  private Guard() {}

  /**
   * Returns a future that completes with a result, never with an exception, if the probe completes
   * at all. Cancelling it cancels the probe's own.
   */
  static CompletableFuture<ProbeResult> begin(HealthProbe probe, ProbeTarget target) {
    CompletableFuture<ProbeResult> guarded = new CompletableFuture<>();
    try {
      CompletionStage<ProbeResult> stage = probe.probe(target);
      stage.whenComplete((result, error) -> guarded.complete(result(result, error)));
      CompletionStage<?> unused = guarded.whenComplete((result, error) -> cancel(stage, guarded));
    } catch (Throwable thrown) { // a probe is user code; its errors are its target's failures
      guarded.complete(result(null, thrown));
    }
    return guarded;
  }

  private static ProbeResult result(@Nullable ProbeResult result, @Nullable Throwable error) {
    if (error != null) {
      Throwable cause = error instanceof CompletionException && error.getCause() != null
          ? error.getCause()
          : error;
      return ProbeResult.failed("probe threw " + cause);
    }
    return result == null ? ProbeResult.failed("probe gave no result") : result;
  }

  private static void cancel(CompletionStage<ProbeResult> stage, CompletableFuture<?> guarded) {
    if (!guarded.isCancelled()) {
      return;
    }
    try {
      stage.toCompletableFuture().cancel(true);
    } catch (RuntimeException notCancellable) {
      // A stage need not be a future. Its result will find nobody who waits for it.
    }
  }
}
