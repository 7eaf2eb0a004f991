package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DiscoveryConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.MembershipConfig;
import ai.openclaw.lb.config.ProbeOptions;
import ai.openclaw.lb.config.SubsetConfig;
import ai.openclaw.lb.discovery.AgentDiscovery;
import ai.openclaw.lb.discovery.DiscoveryListener;
import ai.openclaw.lb.health.ProbeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A pool whose agents a discovery of the program's own finds. */
class DiscoveredPoolTest {
  private final PoolFixture fixture = new PoolFixture();
  private final Source source = new Source();

  /** A discovery that says what a test says. */
  private static final class Source implements AgentDiscovery {
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger closes = new AtomicInteger();
    private final CountDownLatch began = new CountDownLatch(1);
    private List<AgentConfig> first = List.of();
    private RuntimeException thrown;
    private volatile DiscoveryListener listener;

    @Override
    public void start(DiscoveryListener to) {
      listener = to;
      starts.incrementAndGet();
      began.countDown();
      if (thrown != null) {
        throw thrown;
      }
      if (!first.isEmpty()) {
        to.agents(first);
      }
    }

    @Override
    public void close() {
      closes.incrementAndGet();
      throw new IllegalStateException("a close that fails");
    }
  }

  private static List<AgentConfig> agents(String... ids) {
    return Arrays.stream(ids).map(PoolFixture::agent).toList();
  }

  private AgentPool.Builder builder(MembershipConfig membership, String... ids) {
    return fixture
        .builder(ids)
        .options(fixture.options().discovery("mine", pool -> source))
        .membership(membership);
  }

  private static MembershipConfig mine(Duration firstWait) {
    return MembershipConfig.DEFAULT.withDiscovery(
        DiscoveryConfig.of("mine").withFirstWait(firstWait));
  }

  /** The pool, which has begun with the first list where there is one. */
  private AgentPool pool(String... first) throws InterruptedException {
    source.first = agents(first);
    AgentPool pool =
        builder(mine(first.length == 0 ? Duration.ZERO : Duration.ofMinutes(1))).build();
    source.began.await();
    return pool;
  }

  private void tell(String... ids) {
    source.listener.agents(agents(ids));
    fixture.scheduler.runDue();
  }

  private static List<String> ids(AgentPool pool) {
    return pool.status().agents().stream().map(AgentStatus::id).toList();
  }

  @Test
  void listsAreFollowed() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      assertEquals(List.of("a", "b"), ids(pool));
      Agent before = lease(pool).agent();
      tell("a", "c", "b");
      assertEquals(List.of("a", "c", "b"), ids(pool));
      tell("a");
      assertEquals(List.of("a", "c", "b"), ids(pool), "not yet");
      fixture.scheduler.advance(Duration.ofMillis(500));
      assertEquals(List.of("a"), ids(pool));
      assertSame(before, lease(pool).agent(), "an agent that stays is the same");
    }
  }

  private static Lease lease(AgentPool pool) throws NoAgentAvailableException {
    Lease lease = pool.acquire(RequestContext.EMPTY);
    lease.complete(Outcome.status(200));
    return lease;
  }

  @Test
  void agentThatComesBackInTimeNeverLeft() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      for (int i = 0; i < 5; i++) {
        tell("a");
        fixture.scheduler.advance(Duration.ofMillis(499));
        tell("a", "b");
        fixture.scheduler.advance(Duration.ofSeconds(1));
      }
      assertEquals(List.of("a", "b"), ids(pool));
      assertEquals(List.of(), fixture.recorder.events);
    }
  }

  @Test
  void failuresKeepTheLastList() throws Exception {
    try (AgentPool pool = pool("a", "b")) {
      source.listener.failed("registry is away");
      tell();
      fixture.scheduler.advance(Duration.ofDays(1));
      assertEquals(List.of("a", "b"), ids(pool));
      DiscoveryStatus status = pool.discoveryStatus();
      assertEquals(
          new DiscoveryStatus("mine", 2, 1, 2, Duration.ofDays(1), "an empty list"), status);
    }
  }

  @Test
  void poolWithoutAListBeginsWithTheDocumentsAgentsOrNone() throws Exception {
    try (AgentPool pool = pool()) {
      assertEquals(List.of(), ids(pool));
      assertThrows(NoAgentAvailableException.class, () -> pool.acquire(RequestContext.EMPTY));
      tell("a");
      assertEquals("a", lease(pool).agent().id());
    }
    try (AgentPool pool = builder(mine(Duration.ZERO), "seed").build()) {
      assertEquals(List.of("seed"), ids(pool));
      Dnsmasq.until("it is started", () -> source.starts.get() == 2);
      tell("a");
      fixture.scheduler.advance(Duration.ofSeconds(1));
      assertEquals(List.of("a"), ids(pool));
    }
  }

  @Test
  void startThatThrowsIsAFailureAndIsTriedAgain() throws Exception {
    source.thrown = new IllegalStateException("no registry");
    try (AgentPool pool = pool()) {
      Dnsmasq.until("a restart is planned", () -> fixture.scheduler.queuedTasks() > 0);
      assertEquals(
          "start: java.lang.IllegalStateException: no registry",
          pool.discoveryStatus().problem());
      source.thrown = null;
      source.first = agents("a");
      fixture.scheduler.advance(Duration.ofSeconds(1));
      Dnsmasq.until("it is started again, and heard", () -> {
        fixture.scheduler.runDue();
        return ids(pool).equals(List.of("a"));
      });
      assertEquals(2, source.starts.get());
    }
  }

  @Test
  void closeEndsDiscoveryOnceAndIgnoresWhatComesLater() throws Exception {
    AgentPool pool = pool("a");
    pool.close();
    pool.close();
    assertEquals(1, source.closes.get());
    tell("a", "b");
    assertEquals(List.of("a"), ids(pool));
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  @Test
  void staticPoolHasNoDiscovery() {
    try (AgentPool pool = fixture.pool("a")) {
      assertNull(pool.discoveryStatus());
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> PoolOptions.DEFAULTS.discovery("dns", pool -> source));
    assertThrows(
        IllegalArgumentException.class,
        () -> fixture.builder().membership(mine(Duration.ZERO)).build(),
        "nobody has given it");
  }

  @Test
  void callerUsesItsSubset() throws Exception {
    String[] fleet = new String[50];
    for (int i = 0; i < fleet.length; i++) {
      fleet[i] = "agent-" + i;
    }
    SubsetConfig subset = SubsetConfig.of(10, "caller-3");
    List<AgentConfig> expected = new AgentSubset(10, "caller-3").of(agents(fleet));
    List<String> expectedIds = expected.stream().map(AgentConfig::id).toList();
    try (AgentPool pool =
        builder(MembershipConfig.DEFAULT.withSubset(subset), fleet).build()) {
      assertEquals(expectedIds, ids(pool));
    }
    source.first = agents(fleet);
    MembershipConfig both = mine(Duration.ofMinutes(1)).withSubset(subset);
    try (AgentPool pool = builder(both).build()) {
      assertEquals(expectedIds, ids(pool));
      assertEquals(50, pool.discoveryStatus().listed());
    }
  }

  @Test
  void sharedChecksComeTheMoreSeldomTheMoreCallersMakeThem() {
    assertEquals(100, checksInTenMinutes(false, 20), 15);
    assertEquals(25, checksInTenMinutes(true, 20), 6, "20 callers, 2 of 10 agents: 4 ask each");
  }

  private int checksInTenMinutes(boolean share, int callers) {
    AtomicInteger checks = new AtomicInteger();
    PoolFixture own = new PoolFixture();
    String[] fleet = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};
    SubsetConfig subset = SubsetConfig.of(2, "caller-1").withCallers(callers);
    HealthCheckConfig check = HealthCheckConfig.DEFAULT
        .withInterval(Duration.ofSeconds(12), Duration.ofSeconds(3))
        .withOptions(ProbeOptions.DEFAULT.withShare(share));
    PoolOptions options = own.options().healthProbe(target -> {
      checks.incrementAndGet();
      return CompletableFuture.completedFuture(ProbeResult.passed("ok"));
    });
    try (AgentPool pool = own.builder(fleet)
        .options(options)
        .healthCheck(check)
        .membership(MembershipConfig.DEFAULT.withSubset(subset))
        .build()) {
      assertEquals(2, ids(pool).size());
      own.scheduler.advance(Duration.ofMinutes(10));
      return checks.get();
    }
  }

  @Test
  void tenThousandAgentsAreFollowed() throws Exception {
    List<AgentConfig> fleet = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      fleet.add(AgentConfig.of(
          "agent-" + i, "10." + i / 62500 + "." + i / 250 % 250 + "." + i % 250 + ":80"));
    }
    try (AgentPool pool = pool("agent-0")) {
      source.listener.agents(fleet);
      fixture.scheduler.runDue();
      assertEquals(10_000, ids(pool).size());
      source.listener.agents(fleet.subList(0, 5_000));
      fixture.scheduler.advance(Duration.ofSeconds(1));
      assertEquals(5_000, ids(pool).size());
      assertTrue(lease(pool).agent().inFlight() == 0);
    }
  }
}
