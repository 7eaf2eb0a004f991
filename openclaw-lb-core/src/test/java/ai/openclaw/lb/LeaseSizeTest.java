package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attempt allocates: its lease, and nothing else. */
class LeaseSizeTest {
  private static final int ATTEMPTS = 20_000;
  private static final long LEASE_BYTES = 40;

  /** For a class that is loaded or a counter that grows on the way. */
  private static final long SLACK_BYTES = 2;

  private final PoolFixture fixture = new PoolFixture();

  @ParameterizedTest
  @ValueSource(strings = {"round_robin", "weighted_round_robin", "least_connections"})
  void anAttemptAllocatesItsLeaseOnly(String algorithm) throws Exception {
    try (AgentPool pool = fixture.builder("a", "b", "c").algorithm(algorithm).build()) {
      attempts(pool);
      double each = (double) attempts(pool) / ATTEMPTS;
      assertEquals(LEASE_BYTES, each, SLACK_BYTES, algorithm);
    }
  }

  /** Makes attempts; returns the bytes that this thread allocated for them. */
  private static long attempts(AgentPool pool) throws NoAgentAvailableException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ATTEMPTS; i++) {
      pool.acquire(RequestContext.EMPTY).complete(Outcome.status(200));
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
