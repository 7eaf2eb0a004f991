package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.PoolStatus;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A gateway on ports of the system's choice, in front of raw agents. */
final class Behind implements AutoCloseable {
  /** No failure takes an agent out, and nothing waits for long. */
  static final String STEADY = """
      outlier_detection: {enabled: false}
      failover: {retry_interval: 1ms}
      """;

  static final String GET = "GET /v1/chat?x=1 HTTP/1.1\r\nHost: gateway\r\n\r\n";

  final AgentPools pools;
  final Gateway gateway;

  private Behind(String document, PoolOptions options, Limits limits) throws IOException {
    pools = AgentPools.fromYaml(new StringReader(document), options);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    gateway = new Gateway(pools, any, new AdminAddress(any, null), limits);
  }

  /** In front of these agents, in one pool. */
  static Behind of(RawAgent... agents) throws IOException {
    return of(Limits.DEFAULTS, STEADY, agents);
  }

  /** As {@link #of(RawAgent...)}, with more of a document. */
  static Behind of(Limits limits, String more, RawAgent... agents) throws IOException {
    return new Behind(withAgents(more, agents), PoolOptions.DEFAULTS, limits);
  }

  /** As {@link #of(RawAgent...)}, with more of a document, and of what no document says. */
  static Behind of(PoolOptions options, String more, RawAgent... agents) throws IOException {
    return new Behind(withAgents(more, agents), options, Limits.DEFAULTS);
  }

  private static String withAgents(String more, RawAgent... agents) {
    StringBuilder document = new StringBuilder(more).append("instances:\n");
    for (RawAgent agent : agents) {
      document.append("  - {id: %s, host: \"%s\"}\n".formatted(agent.id(), agent.host()));
    }
    return document.toString();
  }

  /** What a whole document says. */
  static Behind document(String document) throws IOException {
    return new Behind(document, PoolOptions.DEFAULTS, Limits.DEFAULTS);
  }

  RawPeer connect() throws IOException {
    return RawPeer.connect(gateway.address());
  }

  /** The answer to one request, on a connection of its own. */
  RawMessage ask(String request) throws IOException {
    try (RawPeer client = connect()) {
      return client.ask(request);
    }
  }

  int inFlight() {
    return agents().stream().mapToInt(AgentStatus::inFlight).sum();
  }

  long failures() {
    return agents().stream().mapToLong(AgentStatus::failures).sum();
  }

  private List<AgentStatus> agents() {
    return pools.status().stream().map(PoolStatus::agents).flatMap(List::stream).toList();
  }

  /** Fails unless every attempt ends, and leaves each agent at exactly zero. */
  void assertNothingInFlight() {
    until("in flight: " + pools.status(), () -> inFlight() <= 0);
    agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent::toString));
  }

  /** Fails unless this becomes true; what is to make it true is on its way already. */
  static void until(String otherwise, BooleanSupplier fact) {
    long start = System.nanoTime();
    while (!fact.getAsBoolean()) {
      assertTrue(System.nanoTime() - start < RawPeer.LONGEST.toNanos(), otherwise);
      LockSupport.parkNanos(100_000);
    }
  }

  /** Waits for the test to go on. */
  static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(RawPeer.LONGEST.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the test did not go on");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
