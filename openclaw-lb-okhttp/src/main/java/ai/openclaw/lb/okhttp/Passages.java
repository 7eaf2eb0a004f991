package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import okhttp3.Interceptor.Chain;

/** Makes the passages of an interceptor's attempts, and finds those that are lost. Thread-safe. */
final class Passages {
  private final AgentUrls urls = new AgentUrls();
  private final Leaks leaks = new Leaks();
  private final boolean veiled;

  /**
   * Makes the passages of one interceptor.
   *
   * @param veiled whether the client veils agents' answers ({@link AgentAnswers})
   */
  Passages(boolean veiled) {
    this.veiled = veiled;
  }

  Leaks leaks() {
    return leaks;
  }

  /** The way of the chain's request to the agent of a lease. */
  Passage to(Lease lease, Chain chain) {
    AgentUrl agent = urls.of(lease.agent().uri());
    agent.leaveOld(lease.agent(), chain.getConnectionPool());
    boolean sharesCache = veiled && PoolCache.serves(chain);
    return new Passage(agent, chain.request().url(), chain.getCookieJar(), sharesCache);
  }
}
