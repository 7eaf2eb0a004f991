package ai.openclaw.lb.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final Scenario SHORT =
      Scenario.of("short", List.of(2.0, 1.0, 0.5), Traffic.of(0.7).sessions(20).seconds(5, 30));

  static Stream<Rule> rules() {
    return Rules.all().stream();
  }

  private static Result result(Scenario scenario, Rule rule) {
    return Table.of(List.of(scenario), List.of(rule), 2)
        .of(scenario.name())
        .getOrDefault(rule.name(), new Tally().result());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleGetsTheSameCallsAndTheSameResultTwice(Rule rule) {
    Result result = result(SHORT, rule);
    assertEquals(result, result(SHORT, rule));
    assertEquals(result(SHORT, Rule.own("round_robin")).calls(), result.calls());
    assertTrue(result.calls() > 500, result.line());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void noAgentHasAnythingInFlightAtTheEnd(Rule rule) {
    Scenario hostile = SHORT.client(Client.DEFAULT.timeoutSeconds(3).retries(2)).script(run -> {
      run.at(5, () -> run.server(0).fault(AgentFault.BLACK_HOLE));
      run.at(9, () -> run.server(0).fault(AgentFault.DOWN));
      run.at(12, () -> run.server(0).fault(AgentFault.NONE));
      run.at(14, () -> run.server(1).fault(AgentFault.FAST_FAIL));
    });
    Simulation run = new Simulation(hostile, rule, 7, new Tally());
    run.run();
    for (AgentPool pool : run.pools()) {
      pool.status().agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent.toString()));
    }
    run.servers().forEach(server -> assertEquals(0, server.jobs()));
  }

  @Test
  void anIdleAgentServesAsFastAsItsSpeedSays() {
    Scenario idle = Scenario.of("idle", List.of(4.0), Traffic.of(0.02).seconds(5, 400));
    Result fast = result(idle, Rule.own("round_robin"));
    Scenario slow = Scenario.of("slow", List.of(1.0), Traffic.of(0.08).seconds(5, 400));
    Result four = result(slow, Rule.own("round_robin"));
    assertEquals(four.calls(), fast.calls());
    assertEquals(four.total().p50() / 4.0, fast.total().p50(), 1);
    assertEquals(0.2 * four.total().p99(), four.firstByte().p99(), 2);
  }

  @Test
  void anUntreatedFaultCostsItsShareOfCalls() {
    Scenario faulty =
        SHORT.script(run -> run.at(-5, () -> run.server(1).fault(AgentFault.FAST_FAIL)));
    Result bare = result(faulty, Rule.own("round_robin").bare("bare"));
    assertEquals(bare.calls() / 3.0, bare.errors(), 2);
    assertTrue(result(faulty, Rule.own("round_robin")).errors() < 20);
  }
}
