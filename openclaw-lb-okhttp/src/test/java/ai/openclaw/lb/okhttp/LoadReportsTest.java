package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentState;
import ai.openclaw.lb.AgentStatus;
import java.io.IOException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What agents tell of their load along with answers to calls. */
class LoadReportsTest {
  private static final String HEAVY =
      "endpoint-load-metrics: TEXT cpu_utilization=0.95, mem_utilization=0.25";

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 503})
  void aHeavyLoadDegradesTheAgentWhateverItsStatus(int status) throws IOException {
    try (ScriptedAgent busy = ScriptedAgent.start("busy", Scripts.answer(status, "x", HEAVY));
        ScriptedAgent well = ScriptedAgent.start("well");
        Balanced balanced = Balanced.over(busy, well)) {
      balanced.text();
      AgentStatus seen = balanced.status(busy);
      assertEquals(AgentState.DEGRADED, seen.state());
      assertEquals(OptionalDouble.of(95), seen.cpuPercent());
      assertEquals(OptionalDouble.of(25), seen.memoryPercent());
      assertEquals(AgentState.HEALTHY, balanced.status(well).state());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "TEXT", "TEXT cpu_utilization=lots", "BIN AAAA"})
  void whatCannotBeReadChangesNothing(String metrics) throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start(
            "a", Scripts.answer(200, "fine", "endpoint-load-metrics: " + metrics));
        Balanced balanced = Balanced.over(agent)) {
      assertEquals("fine", balanced.text());
      assertEquals(AgentState.HEALTHY, balanced.status(agent).state());
      assertEquals(OptionalDouble.empty(), balanced.status(agent).cpuPercent());
    }
  }

  @Test
  void anAnswerWithoutReportLeavesTheLastOne() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(agent.next(Scripts.answer(200, "x", HEAVY)))) {
      balanced.text();
      balanced.text();
      assertEquals(OptionalDouble.of(95), balanced.status(agent).cpuPercent());
    }
  }
}
