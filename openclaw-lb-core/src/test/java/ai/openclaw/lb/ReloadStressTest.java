package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.ConfigException;
import ai.openclaw.lb.config.ConfigReader;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.metrics.AgentPoolMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.StringReader;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls without a pause while their document is rewritten. Between two versions pass so many calls, or
 * a part of a time: {@code -Dreload.versions=200 -Dreload.seconds=60} is the whole of it.
 */
class ReloadStressTest {
  private static final int THREADS = 8;
  private static final int VERSIONS = Integer.getInteger("reload.versions", 40);
  private static final int CALLS_A_VERSION = 100;
  private static final int OPEN_CALLS = 5;
  private static final long SEED = PoolFixture.SEED;
  private static final List<String> ALGORITHMS =
      List.copyOf(new TreeSet<>(PoolFixture.algorithms()));

  private final PoolFixture fixture = new PoolFixture();
  private final LongAdder calls = new LongAdder();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private volatile boolean over;

  @TempDir
  private Path directory;

  @Test
  void noCallFailsWhileADocumentIsRewritten() throws Exception {
    Path file = Files.writeString(directory.resolve("lb.yaml"), valid());
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    AgentPools pools = AgentPools.fromYaml(file, fixture.options());
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    try (AgentPoolMetrics metrics = new AgentPoolMetrics(pools)) {
      metrics.bindTo(registry);
      List<Future<?>> callers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        callers.add(executor.submit(() -> call(pools)));
      }
      String last = rewrite(file, pools);
      over = true;
      for (Future<?> caller : callers) {
        caller.get();
      }
      fixture.scheduler.advance(Duration.ofMinutes(2));
      assertEquals(List.of(), List.copyOf(failures), "seed " + SEED);
      assertTrue(calls.sum() >= (long) VERSIONS * CALLS_A_VERSION);
      assertInForce(last, pools);
      assertMetersOf(pools, registry);
    } finally {
      over = true;
      executor.shutdownNow();
      pools.close();
    }
    assertEquals(List.of(), registry.getMeters());
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  private String rewrite(Path file, AgentPools pools) throws Exception {
    String last = "";
    for (int version = 1; version <= VERSIONS; version++) {
      boolean broken = version % 10 == 0;
      String text = broken ? broken() : valid();
      Files.writeString(file, text);
      if (broken) {
        assertThrows(ConfigException.class, () -> pools.reload(file));
      } else {
        pools.reload(file);
        last = text;
      }
      fixture.scheduler.advance(Duration.ofMillis(random.nextLong(3_000)));
      letCallsPass();
    }
    assertEquals(VERSIONS / 10, pools.reloadStatus().failed());
    return last;
  }

  private void letCallsPass() {
    long until = calls.sum() + CALLS_A_VERSION;
    long share = Duration.ofSeconds(Long.getLong("reload.seconds", 0)).toNanos() / VERSIONS;
    long began = System.nanoTime();
    while ((calls.sum() < until || System.nanoTime() - began < share) && failures.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** Some of many agents, at some of their addresses, by some algorithm; a second pool at times. */
  private String valid() {
    StringBuilder text = new StringBuilder("pools:\n");
    pool("agents", text);
    if (random.nextBoolean()) {
      pool("others", text);
      text.append("routing: [{match: {tier: vip}, pool: others}, {default: agents}]\n");
    }
    return text.toString();
  }

  private void pool(String name, StringBuilder text) {
    String algorithm = ALGORITHMS.get(random.nextInt(ALGORITHMS.size()));
    text.append("- name: ").append(name).append("\n  algorithm: ").append(algorithm);
    if (algorithm.equals("smart_routing")) {
      text.append("\n  routing_rules: [{match: {tier: vip}, target: steady}, {default: ")
          .append(name)
          .append("}]");
    }
    text.append("\n  failover: {max_retries: ").append(random.nextInt(4)).append("}");
    text.append("\n  session_affinity: {enabled: ").append(random.nextBoolean()).append(", ");
    text.append("method: ip_hash}\n  instances:\n  - {id: steady, host: 'steady:1'}\n");
    for (int i = 0; i < 8; i++) {
      if (random.nextInt(3) > 0) {
        text.append("  - {id: agent-%d, host: 'agent-%d:%d', weight: %d}%n"
            .formatted(i, i, 1 + random.nextInt(2), 1 + random.nextInt(5)));
      }
    }
  }

  private String broken() {
    String text = valid();
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, text.length() / 2) + "\n  - {id: ";
      case 1 -> text.replace("algorithm: ", "algorithm: no_");
      default -> text + "routing: []\nrouting: []\n";
    };
  }

  private void call(AgentPools pools) {
    SplittableRandom own = new SplittableRandom(SEED + Thread.currentThread().getId());
    Queue<Lease> open = new ArrayDeque<>();
    while (!over) {
      RequestContext context = RequestContext.builder()
          .attribute("tier", own.nextBoolean() ? "vip" : "free")
          .clientIp("10.0.0." + own.nextInt(200))
          .build();
      try {
        open.add(attempt(pools.route(context).newCall(context, Replay.ALWAYS), own));
      } catch (NoAgentAvailableException | RuntimeException e) {
        failures.add(e.toString());
        over = true;
      }
      if (open.size() > OPEN_CALLS) {
        open.remove().complete(Outcome.status(200));
      }
      calls.increment();
    }
    open.forEach(lease -> lease.complete(Outcome.status(200)));
  }

  /** At times the first attempt fails, and a second one follows where the call may have one. */
  private static Lease attempt(AgentCall call, SplittableRandom own)
      throws NoAgentAvailableException {
    Lease lease = call.acquire();
    if (own.nextInt(50) > 0) {
      return lease;
    }
    return call.failed(lease, Outcome.notSent(new ConnectException())).retry()
        ? call.acquire()
        : lease;
  }

  private static void assertInForce(String document, AgentPools pools) {
    List<PoolConfig> wanted =
        ConfigReader.create().read(new StringReader(document)).pools();
    assertEquals(wanted, pools.pools().stream().map(AgentPool::config).toList());
    for (PoolConfig pool : wanted) {
      PoolStatus status = pools.pool(pool.name()).status();
      assertEquals(pool.algorithm(), status.algorithm());
      assertEquals(
          pool.instances().stream().map(ReloadStressTest::shown).toList(),
          status.agents().stream()
              .map(agent -> agent.id() + " " + agent.uri() + " " + agent.effectiveWeight())
              .toList());
      status.agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent.id()));
    }
  }

  private static String shown(AgentConfig agent) {
    return agent.id() + " " + agent.uri() + " " + agent.weight();
  }

  private static void assertMetersOf(AgentPools pools, SimpleMeterRegistry registry) {
    TreeSet<String> wanted = new TreeSet<>();
    pools
        .pools()
        .forEach(pool ->
            pool.config().instances().forEach(agent -> wanted.add(pool.name() + "/" + agent.id())));
    TreeSet<String> found = new TreeSet<>();
    for (Meter meter : registry.getMeters()) {
      String agent = meter.getId().getTag("instance");
      if (agent != null) {
        found.add(meter.getId().getTag("pool") + "/" + agent);
      }
    }
    assertEquals(wanted, found);
  }
}
