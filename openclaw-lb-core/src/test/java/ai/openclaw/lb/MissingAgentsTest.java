package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.config.AgentConfig;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingAgentsTest {
  private static final AgentConfig A = AgentConfig.of("a", "a:1");
  private static final AgentConfig B = AgentConfig.of("b", "b:1");
  private static final List<AgentConfig> BOTH = List.of(A, B);
  private static final long MILLI = 1_000_000;

  private final MissingAgents missing = new MissingAgents(Duration.ofMillis(500));

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE - MILLI, Long.MIN_VALUE})
  void missingAgentStaysForItsTime(long start) {
    assertEquals(BOTH, missing.look(BOTH, start));
    assertEquals(OptionalLong.empty(), missing.nextNanos(start));
    assertEquals(BOTH, missing.look(List.of(A), start));
    assertEquals(OptionalLong.of(500 * MILLI), missing.nextNanos(start));
    assertEquals(BOTH, missing.at(start + 499 * MILLI));
    assertEquals(List.of(A), missing.at(start + 500 * MILLI));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 700 * MILLI})
  void lookMeanwhileDoesNotBeginTheTimeAnew(long start) {
    missing.look(BOTH, start);
    missing.look(List.of(A), start);
    assertEquals(BOTH, missing.look(List.of(A), start + 400 * MILLI));
    assertEquals(List.of(A), missing.look(List.of(A), start + 500 * MILLI));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 20_000 * MILLI})
  void agentThatComesBackIsGivenTwiceTheTime(long start) {
    long now = start;
    missing.look(BOTH, now);
    for (long patience = 500; patience <= 500 << 6; patience *= 2) {
      missing.look(List.of(A), now);
      assertEquals(BOTH, missing.at(now + patience * MILLI - 1), "at " + patience);
      now += patience * MILLI;
      assertEquals(List.of(A), missing.at(now), "at " + patience);
      missing.look(BOTH, now);
    }
    missing.look(List.of(A), now);
    assertEquals(OptionalLong.of((500L << 6) * MILLI), missing.nextNanos(now), "no more than that");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 20_000 * MILLI})
  void flappingIsForgottenAfterTenMinutes(long start) {
    missing.look(BOTH, start);
    missing.look(List.of(A), start);
    missing.look(BOTH, start + MILLI);
    long later = start + MILLI + Duration.ofMinutes(10).toNanos() + 1;
    missing.look(BOTH, later);
    missing.look(List.of(A), later);
    assertEquals(OptionalLong.of(500 * MILLI), missing.nextNanos(later));
  }
}
