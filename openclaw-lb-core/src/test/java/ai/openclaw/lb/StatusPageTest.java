package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusPageTest {
  private static final PoolStatus DOCUMENTED = new PoolStatus(
      "agent-pool-1",
      "round_robin",
      List.of(
          agent("agent-1", AgentState.HEALTHY, 45, 60, 23),
          agent("agent-2", AgentState.HEALTHY, 38, 55, 19),
          agent("agent-3", AgentState.DEGRADED, 85, 80, 45)),
      15234,
      0.992);

  @Test
  void movedSessionsAreShownWhereThereAreSome() {
    PoolStatus moved = DOCUMENTED.withAffinityMoved(3);
    assertEquals(
        DOCUMENTED.render(Locale.ENGLISH) + "Sessions moved: 3\n", moved.render(Locale.ENGLISH));
    assertEquals(DOCUMENTED.render(Locale.CHINESE) + "会话迁移:3\n", moved.render(Locale.CHINESE));
  }

  private static AgentStatus agent(
      String id, AgentState state, double cpu, double memory, int inFlight) {
    return agent(id, state, OptionalDouble.of(cpu), OptionalDouble.of(memory), inFlight);
  }

  private static AgentStatus agent(
      String id, AgentState state, OptionalDouble cpu, OptionalDouble memory, int inFlight) {
    URI uri = URI.create("http://" + id + ".internal:5000");
    return new AgentStatus(id, uri, state, "because", 1, 1, inFlight, cpu, memory, 100, 0);
  }

  private static PoolStatus of(AgentStatus agent, double successRate) {
    return new PoolStatus("agents", "adaptive", List.of(agent), 7, successRate);
  }

  @Test
  void theChinesePageIsTheDocumentedOneByteForByte() {
    String page = """
        Agent实例状态:
          agent-1: ✅ 健康 (CPU 45%, MEM 60%, 活跃连接: 23)
          agent-2: ✅ 健康 (CPU 38%, MEM 55%, 活跃连接: 19)
          agent-3: ⚠️ 降级 (CPU 85%, MEM 80%, 活跃连接: 45)

        负载均衡算法:round_robin
        总请求:15234,成功率:99.2%
        """;
    assertEquals(page, DOCUMENTED.render(Locale.CHINESE));
    assertEquals(page, DOCUMENTED.render(Locale.TRADITIONAL_CHINESE));
  }

  @Test
  void theEnglishPageHasTheSameLines() {
    String page = """
        Agents:
          agent-1: ✅ healthy (CPU 45%, MEM 60%, in flight: 23)
          agent-2: ✅ healthy (CPU 38%, MEM 55%, in flight: 19)
          agent-3: ⚠️ degraded (CPU 85%, MEM 80%, in flight: 45)

        Algorithm: round_robin
        Requests: 15234, success rate: 99.2%
        """;
    assertEquals(page, DOCUMENTED.render(Locale.ENGLISH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "und"})
  void otherLanguagesGetTheEnglishPageWithPlainDigits(String tag) {
    assertEquals(DOCUMENTED.render(Locale.ENGLISH), DOCUMENTED.render(Locale.forLanguageTag(tag)));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 100.0%",
    "0.9995, 99.9%",
    "0.99949, 99.9%",
    "0.999999999999, 99.9%",
    "0.9991, 99.9%",
    "0.9984, 99.8%",
    "0.5, 50.0%",
    "0.0, 0.0%"
  })
  void theRateIsOnly100WhereNoCallFailed(double rate, String shown) {
    String page = of(agent("a", AgentState.HEALTHY, 1, 1, 0), rate).render(Locale.ENGLISH);
    assertTrue(page.endsWith("Requests: 7, success rate: " + shown + "\n"), page);
  }

  @Test
  void loadsThatAreNotReportedAreNotShown() {
    OptionalDouble none = OptionalDouble.empty();
    AgentStatus cpuOnly = agent("a", AgentState.HEALTHY, OptionalDouble.of(45.5), none, 1);
    AgentStatus neither = agent("a", AgentState.HEALTHY, none, none, 1);
    assertTrue(of(cpuOnly, 1).render(Locale.ENGLISH).contains("healthy (CPU 46%, in flight: 1)"));
    assertTrue(of(neither, 1).render(Locale.ENGLISH).contains("healthy (in flight: 1)"));
  }

  @ParameterizedTest
  @EnumSource(AgentState.class)
  void whoTakesNoCallsIsShownWithTheReason(AgentState state) {
    AgentStatus agent = agent("a", state, 1, 1, 0);
    for (Locale locale : List.of(Locale.ENGLISH, Locale.CHINESE)) {
      String page = of(agent, 1).render(locale);
      assertFalse(page.contains("null"), page);
      assertEquals(!state.routable(), page.contains(", because)"), page);
    }
  }

  @Test
  void aStatusHoldsACopyOfItsAgents() {
    List<AgentStatus> agents = new ArrayList<>(DOCUMENTED.agents());
    PoolStatus status = new PoolStatus("agents", "adaptive", agents, 1, 1);
    agents.clear();
    assertEquals(3, status.agents().size());
    assertThrows(UnsupportedOperationException.class, () -> status.agents().clear());
  }
}
