package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentStatus;
import ai.openclaw.lb.PoolOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code set-weight} at a gateway that runs: its agents' shares of the calls follow. */
class SharesTest {
  private static final Duration HALF_OF_THE_RISE = Duration.ofSeconds(5);

  private final VirtualTime time = new VirtualTime();
  private final List<RawAgent> agents =
      List.of(RawAgent.start("agent-1"), RawAgent.start("agent-2"), RawAgent.start("agent-3"));
  private Behind behind;

  @BeforeEach
  void start() throws IOException {
    behind = Behind.of(
        PoolOptions.DEFAULTS.nanoTime(time::nanos).scheduler(time),
        Behind.STEADY + "algorithm: weighted_round_robin\n",
        agents.toArray(RawAgent[]::new));
  }

  @AfterEach
  void close() {
    behind.close();
    time.shutdownNow();
    agents.forEach(RawAgent::close);
  }

  private void setWeight(String id, String weight) {
    String admin = "127.0.0.1:" + behind.gateway.adminAddress().getPort();
    assertEquals(0, OpenClawLb.commandLine().execute("set-weight", id, weight, "--admin", admin));
  }

  private AgentStatus third() {
    return behind.pools.status().get(0).agents().get(2);
  }

  private List<Integer> counts() {
    return agents.stream().map(agent -> agent.requests().size()).toList();
  }

  /** Has whole cycles of calls go by these weights, and no other ones. */
  private void assertShares(int one, int two, int three) throws IOException {
    List<Integer> before = counts();
    try (RawPeer client = behind.connect()) {
      for (int i = 0; i < one + two + three; i++) {
        client.ask(Behind.GET);
      }
    }
    List<Integer> after = counts();
    assertEquals(one, after.get(0) - before.get(0), 1, () -> "of " + before + " to " + after);
    assertEquals(two, after.get(1) - before.get(1), 1, () -> "of " + before + " to " + after);
    assertEquals(three, after.get(2) - before.get(2), 1, () -> "of " + before + " to " + after);
  }

  @Test
  void aLowerWeightShowsAtOnceAndAHigherOneStepByStep() throws IOException {
    assertShares(10, 10, 10);
    setWeight("agent-3", "0.5");
    assertEquals(0.5, third().effectiveWeight());
    assertShares(20, 20, 10);
    setWeight("agent-3", "2");
    assertEquals(2.0, third().weight());
    assertEquals(0.5, third().effectiveWeight());
    assertShares(20, 20, 10);
    time.advance(HALF_OF_THE_RISE);
    assertEquals(1.25, third().effectiveWeight(), 0.001);
    assertShares(16, 16, 20);
    time.advance(HALF_OF_THE_RISE);
    assertEquals(2.0, third().effectiveWeight());
    assertShares(10, 10, 20);
    setWeight("agent-3", "0");
    assertShares(10, 10, 0);
  }
}
