package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class StrategiesTest {
  @Test
  void theBuiltInOnesAreThoseOfTheDocument() {
    assertEquals(
        List.of(
            "round_robin",
            "weighted_round_robin",
            "least_connections",
            "power_of_two_choices",
            "adaptive",
            "consistent_hash"),
        List.copyOf(Strategies.builtIn().names()));
    assertTrue(Strategies.builtIn().find("smart_routing").isEmpty());
  }

  @Test
  void aUsersStrategyJoinsACopy() {
    StrategyFactory factory = environment -> candidates -> (key, excluded) -> 0;
    Strategies more = Strategies.builtIn().with("mine", factory);
    assertSame(factory, more.find("mine").orElseThrow());
    assertTrue(Strategies.builtIn().find("mine").isEmpty());
  }

  @Test
  void namesAreGivenOnce() {
    StrategyFactory factory = environment -> candidates -> (key, excluded) -> 0;
    Strategies strategies = Strategies.builtIn();
    assertThrows(IllegalArgumentException.class, () -> strategies.with("round_robin", factory));
    assertThrows(IllegalArgumentException.class, () -> strategies.with(" ", factory));
  }
}
