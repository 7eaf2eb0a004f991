package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An agent that fails fast is always idle. It must not draw the traffic that way. */
class BlackHoleTest {
  private static final Simulation.Service WORKING =
      new Simulation.Service(100, 200, AttemptResult.SUCCESS);
  private static final Simulation.Service BROKEN =
      new Simulation.Service(-1, 5, AttemptResult.FAILURE);
  private static final Simulation.Service ERROR_STATUS =
      new Simulation.Service(5, 5, AttemptResult.FAILURE);

  @ParameterizedTest
  @CsvSource({
    "least_connections, 200", "least_connections, 10", "least_connections, 2",
    "power_of_two_choices, 200", "power_of_two_choices, 10", "power_of_two_choices, 2",
    "adaptive, 200", "adaptive, 10", "adaptive, 2",
  })
  void oneOfFiveThatFailsFastGetsLittle(String name, double millisBetweenCalls) {
    for (Simulation.Service failing : new Simulation.Service[] {BROKEN, ERROR_STATUS}) {
      assertLittle(name, millisBetweenCalls, (agent, millis) -> agent == 2 ? failing : WORKING);
      // It worked for a while before.
      assertLittle(
          name,
          millisBetweenCalls,
          (agent, millis) -> agent == 2 && millis > 1_000 ? failing : WORKING);
    }
  }

  private static void assertLittle(String name, double millisBetween, Simulation.Servers servers) {
    FakeEnvironment clock = new FakeEnvironment(11);
    Strategy strategy = Strategies.builtIn().find(name).orElseThrow().create(clock.environment());
    Simulation simulation =
        new Simulation(clock, strategy, 5, servers).run(20_000, millisBetween, 3);
    int[] attempts = simulation.attempts;
    assertTrue(attempts[2] <= 0.05 * 20_000, () -> "seed 3: " + Arrays.toString(attempts));
  }
}
