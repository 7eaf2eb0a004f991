package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TcpProbeTest {
  private final TcpProbe probe = new TcpProbe();

  private static ProbeResult result(HealthProbe probe, ProbeTarget target) throws Exception {
    return probe.probe(target).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static ProbeTarget target(int port) {
    return new ProbeTarget("a", URI.create("http://127.0.0.1:" + port));
  }

  private static ServerSocket listen() throws Exception {
    return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
  }

  @Test
  void aPortThatAcceptsPasses() throws Exception {
    try (ServerSocket server = listen()) {
      assertEquals(ProbeResult.passed("connected"), result(probe, target(server.getLocalPort())));
      assertEquals(-1, server.accept().getInputStream().read(), "closed at once");
    }
  }

  @Test
  void aPortThatRefusesFails() throws Exception {
    int port;
    try (ServerSocket server = listen()) {
      port = server.getLocalPort();
    }
    assertEquals(ProbeResult.failed("connect refused"), result(probe, target(port)));
  }

  @Test
  void aTargetWithoutHostFails() throws Exception {
    ProbeTarget target = new ProbeTarget("a", URI.create("http://agent_1:5000"));
    assertTrue(result(probe, target).detail().startsWith("not asked: "));
  }

  @Test
  void hostAndPortComeFromTheUri() {
    assertEquals("::1", new ProbeTarget("a", URI.create("http://[::1]:5000")).host());
    assertEquals(80, new ProbeTarget("a", URI.create("http://agent")).port());
    assertEquals(443, new ProbeTarget("a", URI.create("HTTPS://agent/base")).port());
  }

  @Test
  void allProbesMustPassAndTheFirstFailureDecides() throws Exception {
    CompletableFuture<ProbeResult> hanging = new CompletableFuture<>();
    HealthProbe fails = target -> ScriptedProbe.done(ScriptedProbe.FAIL);
    HealthProbe passes = target -> ScriptedProbe.done(ScriptedProbe.PASS);
    HealthProbe script = target -> ScriptedProbe.done(ProbeResult.passed("script"));
    ProbeTarget target = target(1);
    assertEquals(ScriptedProbe.PASS, result(HealthProbe.all(List.of(passes, script)), target));
    assertEquals(
        ScriptedProbe.FAIL, result(HealthProbe.all(List.of(target0 -> hanging, fails)), target));
    assertTrue(hanging.isCancelled());
  }

  @Test
  void allProbesAreCancelledAndClosedTogether() {
    ScriptedProbe one = new ScriptedProbe(() -> 0);
    ScriptedProbe two = new ScriptedProbe(() -> 0);
    one.hang();
    two.hang();
    HealthProbe all = HealthProbe.all(List.of(one, two));
    CompletableFuture<ProbeResult> result = all.probe(target(1)).toCompletableFuture();
    one.begun.get(0).complete(ScriptedProbe.PASS);
    assertFalse(result.isDone());
    result.cancel(true);
    assertTrue(two.begun.get(0).isCancelled());
    all.close();
    assertEquals(2, one.closes + two.closes);
  }
}
