package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.config.ProbeOptions;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prober in real time against real sockets; no outcome depends on how fast the machine is. */
class ProberHttpTest {
  private static final ProbeSchedule BRISK =
      new ProbeSchedule(Duration.ofMillis(10), Duration.ofMillis(150), 1, 2);
  private static final ProbeSchedule PATIENT =
      new ProbeSchedule(Duration.ofMillis(10), Duration.ofSeconds(30), 1, 2);

  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

  private static final HttpCheck CHECK = new HttpCheck("/health", ExpectedAnswer.SUCCESS);

  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
  private final BlockingQueue<ProbeCheck> checks = new LinkedBlockingQueue<>();
  private final AtomicInteger clients = new AtomicInteger();
  private final SharedClient shared = new SharedClient(threads -> {
    clients.incrementAndGet();
    return HttpClient.newBuilder().executor(threads).build();
  });

  @AfterEach
  void stop() {
    scheduler.shutdownNow();
  }

  private Prober prober(ProbeSchedule schedule) {
    return prober(schedule, probe(false));
  }

  private Prober prober(ProbeSchedule schedule, HttpProbe probe) {
    return new Prober(
        probe, schedule, checks::add, scheduler, System::nanoTime, ThreadLocalRandom::current);
  }

  /** Asks plain HTTP by whichever route. */
  private HttpProbe probe(boolean plain) {
    HttpRoute client = new ClientRoute(CHECK, Map.of(), shared);
    return plain
        ? new HttpProbe("/health", ExpectedAnswer.SUCCESS)
        : new HttpProbe(CHECK, client, client);
  }

  private ProbeCheck changed() throws InterruptedException {
    long begin = System.nanoTime();
    for (long passed = 0; passed < PATIENCE; passed = System.nanoTime() - begin) {
      ProbeCheck check = checks.poll(PATIENCE - passed, TimeUnit.NANOSECONDS);
      if (check != null && check.changed()) {
        return check;
      }
    }
    return fail("no change within 30 s");
  }

  private void assertGoesDownByTimeout(boolean plain, RawServer.Answer answer) throws Exception {
    try (RawServer server = new RawServer(answer);
        Prober prober = prober(BRISK, probe(plain))) {
      prober.add(server.target());
      ProbeCheck check = changed();
      assertEquals(Verdict.DOWN, check.verdict());
      assertEquals("probe failed 2 times: no answer within 150ms", check.reason());
      server.disconnected.get(30, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAgentThatAcceptsAndNeverAnswersGoesDown(boolean plain) throws Exception {
    assertGoesDownByTimeout(plain, out -> {});
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAgentWhoseBodyDribblesGoesDown(boolean plain) throws Exception {
    assertGoesDownByTimeout(
        plain,
        out -> out.write(
            "HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n{".getBytes(StandardCharsets.US_ASCII)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAgentThatDiesGoesDownAndAnotherInItsPlaceIsUp(boolean plain) throws Exception {
    try (Prober prober = prober(PATIENT, probe(plain))) {
      RawServer server = RawServer.answering(RawServer.http(204, ""));
      prober.add(server.target());
      assertEquals(Verdict.UP, changed().verdict());
      server.close();
      assertEquals(Verdict.DOWN, changed().verdict());
      try (RawServer heir = RawServer.answering(RawServer.http(200, ""))) {
        prober.add(heir.target());
        assertEquals(Verdict.UP, changed().verdict());
      }
    }
  }

  @Test
  void manyProbersOpenedAndClosedLeaveNoClientAndNoTimer() throws Exception {
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      scheduler.setRemoveOnCancelPolicy(true);
      try (Prober holder = prober(PATIENT)) {
        holder.add(server.target());
        changed();
        for (int i = 0; i < 100; i++) {
          try (Prober prober = prober(PATIENT)) {
            prober.add(server.target());
          }
        }
      }
      assertEquals(1, clients.get());
      assertNull(shared.client());
      scheduler.submit(() -> {}).get(30, TimeUnit.SECONDS);
      assertEquals(0, scheduler.getQueue().size());
    }
  }

  @Test
  void aProberThatNeverProbedMakesNoClient() {
    prober(PATIENT).close();
    assertEquals(0, clients.get());
  }

  @Test
  void aSectionOfADocumentBecomesItsProbesAndItsSchedule() throws Exception {
    ProbeSchedule schedule = ProbeSchedule.of(HealthCheckConfig.DEFAULT);
    assertEquals(new ProbeSchedule(Duration.ofSeconds(10), Duration.ofSeconds(3), 2, 3), schedule);
    try (RawServer server = RawServer.answering(RawServer.http(200, ""))) {
      assertTrue(asked(HealthCheckConfig.DEFAULT, server).passed());
      ProbeResult scripted = asked(withScript("echo nothing runs here; exit 1"), server);
      assertFalse(scripted.passed());
      assertEquals("exit code 1: nothing runs here", scripted.detail());
      assertEquals(ProbeResult.passed(200), asked(withScript("exit 0"), server));
    }
  }

  private static ProbeResult asked(HealthCheckConfig config, RawServer server) throws Exception {
    try (HealthProbe probe = HealthProbe.of(config)) {
      return probe.probe(server.target()).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
  }

  private static HealthCheckConfig withScript(String script) {
    return HealthCheckConfig.DEFAULT.withOptions(
        ProbeOptions.DEFAULT.withAgentHealthScript(script));
  }
}
