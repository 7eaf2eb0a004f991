package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.ConfigException;
import ai.openclaw.lb.discovery.AgentDiscovery;
import ai.openclaw.lb.discovery.DiscoveryListener;
import ai.openclaw.lb.metrics.AgentPoolMetrics;
import ai.openclaw.lb.quota.Quota;
import ai.openclaw.lb.quota.QuotaRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pools that get a discovery, another one, or none any more, while they run. */
class ReloadedDiscoveryTest {
  private static final String STATIC =
      "backend_pool: {name: agents, instances: [{id: a, host: 'a:1'}, {id: b, host: 'b:1'}]}";
  private static final String FOUND = "backend_pool: {name: agents, discovery: {type: mine}}";

  private final PoolFixture fixture = new PoolFixture();
  private final BlockingQueue<Source> started = new LinkedBlockingQueue<>();
  private final AgentPools pools = AgentPools.fromYaml(
      new StringReader(STATIC),
      fixture.options().discovery("mine", pool -> created()).quotas(ReloadedDiscoveryTest::refuse));
  private Source latest;

  private Source created() {
    latest = new Source();
    return latest;
  }

  private static Quota refuse(QuotaRequest request) {
    throw new IllegalStateException("no store");
  }

  /** A discovery that says what a test says. */
  private final class Source implements AgentDiscovery {
    private final CountDownLatch closed = new CountDownLatch(1);
    private DiscoveryListener listener;

    @Override
    public void start(DiscoveryListener to) {
      listener = to;
      started.add(this);
    }

    @Override
    public void close() {
      closed.countDown();
    }

    private void tell(String... ids) {
      listener.agents(Stream.of(ids).map(id -> AgentConfig.of(id, id + ":1")).toList());
      fixture.scheduler.advance(Duration.ofSeconds(1));
    }
  }

  @AfterEach
  void nothingIsLeft() {
    pools.close();
    fixture.scheduler.advance(Duration.ofMinutes(2));
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  private void reload(String yaml) {
    pools.reload(new StringReader(yaml));
  }

  private Source source() throws InterruptedException {
    Source source = started.poll(60, TimeUnit.SECONDS);
    assertNotNull(source, "no discovery was started");
    return source;
  }

  private List<String> ids() {
    return pools.pool("agents").status().agents().stream().map(AgentStatus::id).toList();
  }

  @Test
  void theAgentsOfBeforeStayUntilTheFirstList() throws Exception {
    reload(FOUND);
    assertEquals(List.of("a", "b"), ids());
    source().tell("b", "c");
    assertEquals(List.of("b", "c"), ids());
  }

  @Test
  void aDocumentThatNamesItsAgentsAgainEndsTheDiscovery() throws Exception {
    reload(FOUND);
    Source source = source();
    source.tell("c");
    reload(STATIC);
    fixture.scheduler.advance(Duration.ofSeconds(1));
    assertEquals(List.of("a", "b"), ids());
    assertTrue(source.closed.await(60, TimeUnit.SECONDS));
    source.tell("d");
    assertEquals(List.of("a", "b"), ids(), "nobody listens any more");
    assertNull(pools.pool("agents").discoveryStatus());
  }

  @Test
  void whatElseIsReloadedLeavesTheFoundAgentsAlone() throws Exception {
    reload(FOUND);
    source().tell("c", "d");
    reload("backend_pool: {name: agents, algorithm: adaptive, discovery: {type: mine}}");
    assertEquals(List.of("c", "d"), ids());
    assertEquals(0, started.size(), "the discovery goes on");
  }

  @Test
  void aRefusedDocumentLeavesTheDiscoveryAlone() throws Exception {
    reload(FOUND);
    Source source = source();
    source.tell("c");
    assertThrows(
        ConfigException.class,
        () -> reload("backend_pool: {name: agents, discovery: {type: nobody-gave-this}, x: 1}"));
    source.tell("c", "d");
    assertEquals(List.of("c", "d"), ids());
  }

  @Test
  void aReloadThatFailsClosesTheDiscoveryItHadMade() throws Exception {
    String limited = "backend_pool: {name: agents, max_qps: 5, discovery: {type: mine}}";
    assertThrows(IllegalStateException.class, () -> reload(limited));
    assertTrue(latest.closed.await(60, TimeUnit.SECONDS));
    assertEquals(0, started.size());
    assertEquals(List.of("a", "b"), ids());
    assertNull(pools.pool("agents").discoveryStatus());
  }

  @Test
  void aNewPoolThatFailsClosesTheDiscoveryItHadBegun() throws Exception {
    String limited = "pools:\n- {name: agents, instances: ['a:1']}\n"
        + "- {name: others, max_qps: 5, discovery: {type: mine, first_wait: 0s}}\n"
        + "routing: [{default: agents}]\n";
    assertThrows(IllegalStateException.class, () -> reload(limited));
    assertTrue(latest.closed.await(60, TimeUnit.SECONDS));
    assertEquals(1, pools.pools().size());
  }

  @Test
  void metersOfADiscoveryComeAndGoWithIt() throws Exception {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try (AgentPoolMetrics metrics = new AgentPoolMetrics(pools)) {
      metrics.bindTo(registry);
      assertNull(registry.find("openclaw.lb.discovery.agents").gauge());
      reload(FOUND);
      source().tell("c", "d", "e");
      assertEquals(3, registry.get("openclaw.lb.discovery.agents").gauge().value());
      reload(STATIC);
      assertNull(registry.find("openclaw.lb.discovery.agents").gauge());
    }
  }
}
