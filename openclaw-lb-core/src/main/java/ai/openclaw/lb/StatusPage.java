package ai.openclaw.lb;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** The words of the status text in one language. */
final class StatusPage {
  private static final StatusPage CHINESE = new StatusPage(
      "Agent实例状态:",
      "活跃连接: ",
      "负载均衡算法:",
      "总请求:",
      ",成功率:",
      "会话迁移:",
      Map.of(
          AgentState.HEALTHY, "✅ 健康",
          AgentState.DEGRADED, "⚠️ 降级",
          AgentState.UNHEALTHY, "❌ 不健康",
          AgentState.EJECTED, "❌ 已摘除",
          AgentState.COOLING, "⏳ 冷却中",
          AgentState.DRAINING, "⏳ 排空中"));

  private static final StatusPage ENGLISH = new StatusPage(
      "Agents:",
      "in flight: ",
      "Algorithm: ",
      "Requests: ",
      ", success rate: ",
      "Sessions moved: ",
      Map.of(
          AgentState.HEALTHY, "✅ healthy",
          AgentState.DEGRADED, "⚠️ degraded",
          AgentState.UNHEALTHY, "❌ unhealthy",
          AgentState.EJECTED, "❌ ejected",
          AgentState.COOLING, "⏳ cooling",
          AgentState.DRAINING, "⏳ draining"));

  private final String title;
  private final String inFlight;
  private final String algorithm;
  private final String requests;
  private final String successRate;
  private final String moved;
  private final Map<AgentState, String> states;

  private StatusPage(
      String title,
      String inFlight,
      String algorithm,
      String requests,
      String successRate,
      String moved,
      Map<AgentState, String> states) {
    this.title = title;
    this.inFlight = inFlight;
    this.algorithm = algorithm;
    this.requests = requests;
    this.successRate = successRate;
    this.moved = moved;
    this.states = new EnumMap<>(states);
  }

  static StatusPage of(Locale locale) {
    return locale.getLanguage().equals(Locale.CHINESE.getLanguage()) ? CHINESE : ENGLISH;
  }

  String render(PoolStatus status) {
    StringBuilder text = new StringBuilder(title).append('\n');
    for (AgentStatus agent : status.agents()) {
      append(text, agent);
    }
    text.append('\n')
        .append(algorithm)
        .append(status.algorithm())
        .append('\n')
        .append(requests)
        .append(status.requests())
        .append(successRate)
        .append(percent(status.successRate()))
        .append('\n');
    if (status.affinityMoved() > 0) {
      text.append(moved).append(status.affinityMoved()).append('\n');
    }
    return text.toString();
  }

  private void append(StringBuilder text, AgentStatus agent) {
    text.append("  ")
        .append(agent.id())
        .append(": ")
        .append(states.get(agent.state()))
        .append(" (");
    agent
        .cpuPercent()
        .ifPresent(cpu -> text.append("CPU ").append(Math.round(cpu)).append("%, "));
    agent
        .memoryPercent()
        .ifPresent(memory -> text.append("MEM ").append(Math.round(memory)).append("%, "));
    text.append(inFlight).append(agent.inFlight());
    if (!agent.state().routable()) {
      text.append(", ").append(agent.reason());
    }
    text.append(")\n");
  }

  /** One digit after the point; below 100.0 as long as one call has failed. */
  private static String percent(double rate) {
    double percent = rate < 1 ? Math.min(rate * 100, 99.9) : 100;
    return String.format(Locale.ROOT, "%.1f%%", percent);
  }
}
