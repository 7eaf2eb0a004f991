package ai.openclaw.lb.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.PoolOptions;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.HealthCheckConfig;
import ai.openclaw.lb.health.ProbeResult;
import ai.openclaw.lb.testing.FakeScheduler;
import ai.openclaw.lb.testing.FakeTicker;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AgentPoolMetricsTest {
  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final FakeScheduler scheduler = new FakeScheduler(ticker);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AgentPool pool = builder("pool-1").build();
  private final AgentPoolMetrics metrics = new AgentPoolMetrics(pool);

  @AfterEach
  void close() {
    metrics.close();
    pool.close();
    registry.close();
  }

  @Test
  void theFourFamiliesAreNamedAndLabelledAsDocumented() throws IOException {
    metrics.bindTo(registry);
    call(Outcome.status(200), 45);
    Lease running = pool.acquire(RequestContext.EMPTY);

    String scrape = registry.scrape();

    assertLine(scrape, "openclaw_lb_requests_total{instance=\"agent-1\",status=\"200\"} 1.0");
    assertLine(scrape, "openclaw_lb_active_connections{instance=\"agent-2\"} 1.0");
    assertLine(scrape, "openclaw_lb_health_status{instance=\"agent-1\"} 1.0");
    assertLine(scrape, "openclaw_lb_response_time_ms{instance=\"agent-1\",p=\"p99\"} 45.");
    running.close();
  }

  @Test
  void anAttemptIsCountedOnceByItsStatusOrTheLackOfOne() throws IOException {
    metrics.bindTo(registry);
    for (Outcome outcome : List.of(
        Outcome.status(200),
        Outcome.status(503),
        Outcome.status(700),
        Outcome.notSent(new IOException("refused")),
        Outcome.lost(new IOException("reset")),
        Outcome.cancelled())) {
      call(outcome, 1);
      call(outcome, 1); // the same on the other agent, by turns
    }
    String scrape = registry.scrape();
    for (String agent : List.of("agent-1", "agent-2")) {
      String requests = "openclaw_lb_requests_total{instance=\"" + agent + "\",status=";
      assertLine(scrape, requests + "\"200\"} 1.0");
      assertLine(scrape, requests + "\"503\"} 1.0");
      assertLine(scrape, requests + "\"other\"} 1.0");
      assertLine(scrape, requests + "\"error\"} 2.0");
      assertLine(scrape, requests + "\"cancelled\"} 1.0");
    }
  }

  @Test
  void whatAnAgentCountedGoesWithItAndOneThatJoinsHasMetersAtOnce() throws IOException {
    metrics.bindTo(registry);
    call(Outcome.status(200), 1);
    Lease late = pool.acquire(RequestContext.EMPTY);
    assertEquals("agent-2", late.agent().id());

    pool.remove("agent-2");
    pool.add(AgentConfig.of("agent-3", "localhost:5003"));
    late.complete(Outcome.status(418));

    String scrape = registry.scrape();
    assertFalse(scrape.contains("agent-2"), scrape);
    assertLine(scrape, "openclaw_lb_active_connections{instance=\"agent-3\"} 0.0");
  }

  @Test
  void anAgentThatComesBackUnderItsIdCountsAnew() throws IOException {
    metrics.bindTo(registry);
    call(Outcome.status(200), 1);
    pool.remove("agent-1");
    pool.add(AgentConfig.of("agent-1", "localhost:5009"));
    assertFalse(registry.scrape().contains("status=\"200\""), registry.scrape());
    assertLine(registry.scrape(), "openclaw_lb_active_connections{instance=\"agent-1\"} 0.0");
  }

  @Test
  void ejectionsStatesAndWeightsAreSeen() throws IOException {
    metrics.bindTo(registry);
    for (int i = 0; i < 10; i++) {
      Lease lease = pool.acquire(RequestContext.EMPTY);
      boolean bad = lease.agent().id().equals("agent-1");
      lease.complete(bad ? Outcome.lost(new IOException("reset")) : Outcome.status(200));
    }
    pool.setWeight("agent-2", 0.5);
    String scrape = registry.scrape();
    assertLine(scrape, "openclaw_lb_ejections_total{instance=\"agent-1\"} 1.0");
    assertLine(scrape, "openclaw_lb_health_status{instance=\"agent-1\"} 0.0");
    assertLine(scrape, "openclaw_lb_agent_state{instance=\"agent-1\",state=\"ejected\"} 1.0");
    assertLine(scrape, "openclaw_lb_agent_state{instance=\"agent-1\",state=\"healthy\"} 0.0");
    assertLine(scrape, "openclaw_lb_weight{instance=\"agent-2\"} 0.5");
    assertLine(scrape, "openclaw_lb_effective_weight{instance=\"agent-2\"} 0.5");
  }

  @Test
  void healthChecksAreCountedByResult() {
    try (AgentPool probed = builder("probed")
            .options(options()
                .healthProbe(target -> CompletableFuture.completedFuture(
                    target.agentId().equals("agent-1")
                        ? ProbeResult.passed(200)
                        : ProbeResult.failed("down"))))
            .healthCheck(HealthCheckConfig.DEFAULT)
            .build();
        AgentPoolMetrics probes = new AgentPoolMetrics(probed)) {
      probes.bindTo(registry);
      scheduler.advance(Duration.ofMinutes(5));
      String scrape = registry.scrape();
      assertTrue(
          scrape.contains(
              "openclaw_lb_probes_total{instance=\"agent-1\",pool=\"probed\",result=\"passed\"}"),
          scrape);
      assertTrue(
          scrape.contains(
              "openclaw_lb_probes_total{instance=\"agent-2\",pool=\"probed\",result=\"failed\"}"),
          scrape);
    }
  }

  @Test
  void twoPoolsAndTwoRegistriesDoNotMix() throws IOException {
    try (AgentPool other = builder("pool-2").build();
        AgentPoolMetrics more = new AgentPoolMetrics(other)) {
      PrometheusMeterRegistry second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
      metrics.bindTo(registry);
      metrics.bindTo(second);
      more.bindTo(registry);
      call(Outcome.status(200), 1);
      String counted =
          "openclaw_lb_requests_total{instance=\"agent-1\",pool=\"pool-1\",status=\"200\"} 1.0";
      assertTrue(registry.scrape().contains(counted), registry.scrape());
      assertTrue(second.scrape().contains(counted), second.scrape());
      assertFalse(second.scrape().contains("pool-2"), second.scrape());
    }
    assertFalse(registry.scrape().contains("pool-2"), registry.scrape());
  }

  @Test
  void closedMetricsLeaveNothingAndCostNothing() throws IOException {
    metrics.bindTo(registry);
    call(Outcome.status(200), 1);
    metrics.close();
    metrics.close();
    call(Outcome.status(201), 1);
    pool.add(AgentConfig.of("agent-3", "localhost:5003"));
    assertEquals(List.of(), registry.getMeters());
  }

  @Test
  void requestsChangeTheNumberOfSeriesByTheirStatusesAlone() throws IOException {
    metrics.bindTo(registry);
    call(Outcome.status(200), 1);
    call(Outcome.status(200), 1);
    int before = registry.getMeters().size();
    for (int i = 0; i < 10_000; i++) {
      RequestContext context = RequestContext.builder()
          .attribute("user_tier", "tier-" + i)
          .sessionKey("session-" + i)
          .clientIp("10.0." + i / 256 + "." + i % 256)
          .build();
      pool.acquire(context).complete(Outcome.status(200));
    }
    assertEquals(before, registry.getMeters().size());
  }

  private void call(Outcome outcome, long millis) throws NoAgentAvailableException {
    Lease lease = pool.acquire(RequestContext.EMPTY);
    ticker.advance(Duration.ofMillis(millis));
    lease.complete(outcome);
  }

  private PoolOptions options() {
    return PoolOptions.DEFAULTS
        .nanoTime(ticker)
        .scheduler(scheduler)
        .listenerExecutor(Runnable::run);
  }

  private AgentPool.Builder builder(String name) {
    return AgentPool.builder(name)
        .options(options())
        .agent("agent-1", "localhost:5001")
        .agent("agent-2", "localhost:5002");
  }

  /** A line that begins so, but for the pool's label. */
  private static void assertLine(String scrape, String line) {
    String withoutPool = Pattern.compile("pool=\"[^\"]*\",?").matcher(scrape).replaceAll("");
    String tidy = withoutPool.replace(",}", "}");
    assertTrue(tidy.lines().anyMatch(l -> l.startsWith(line)), line + " in\n" + tidy);
  }
}
