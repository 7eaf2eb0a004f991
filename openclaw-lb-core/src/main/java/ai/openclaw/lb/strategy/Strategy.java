package ai.openclaw.lb.strategy;

import java.util.List;

/**
 * A load-balancing algorithm at work for one pool. It holds what outlives a change of the pool's
 * agents (a cursor, say) and builds an immutable {@link Selector} for each list of them.
 *
 * <p>The pool calls {@link #selector} and {@link #newTracker} from one thread at a time, never while
 * a request waits for it.
 */
public interface Strategy {
  /**
   * Returns the selector over these candidates, whose indices are the list's.
   *
   * @param candidates the routable agents in the document's order, each with a weight above 0;
   *     unmodifiable, possibly empty
   */
  Selector selector(List<? extends Candidate> candidates);

  /** Returns what measures the attempts of one agent, for as long as the agent is in the pool. */
  default AttemptTracker newTracker() {
    return AttemptTracker.NONE;
  }
}
