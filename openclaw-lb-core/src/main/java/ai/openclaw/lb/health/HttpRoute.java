package ai.openclaw.lb.health;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/** A way for a probe's GET to an agent and back. Thread-safe. */
interface HttpRoute extends AutoCloseable {
  /**
   * Asks. A host's name is looked up meanwhile, on the calling thread.
   *
   * @param url where; its host has a name or a literal address
   * @param result gets what came of it; whoever cancels it ends the exchange
   */
  void ask(ProbeTarget target, URI url, CompletableFuture<ProbeResult> result);

  /** Lets go of what asking holds. Asking later may fail. Twice is fine. */
  @Override
  void close();
}
