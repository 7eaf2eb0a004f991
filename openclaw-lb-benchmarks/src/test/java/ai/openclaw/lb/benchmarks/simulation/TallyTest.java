package ai.openclaw.lb.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Two agents, of speed 3 and 1; 10 s that are not counted, then 100 s. */
class TallyTest {
  private static final long SECOND = EventLoop.SECOND;

  private final EventLoop loop = new EventLoop();
  private final Tally tally = new Tally();

  TallyTest() {
    Traffic traffic = Traffic.of(0.5).sessions(2).seconds(10, 100);
    tally.begin(loop, Scenario.of("test", List.of(3.0, 1.0), traffic));
  }

  private void call(long second, int agent, int session, boolean good) {
    long arrival = second * SECOND;
    tally.arrived(arrival);
    tally.attempted(arrival, agent, session);
    if (good) {
      tally.succeeded(arrival, arrival + SECOND, arrival + 2 * SECOND);
    } else {
      tally.failed(arrival);
    }
  }

  @Test
  void onlyCallsOfTheCountedTimeCountAndFailuresAsTheLongest() {
    call(9, 0, 0, true);
    call(10, 0, 0, true);
    call(109, 0, 0, false);
    call(110, 0, 0, true);
    tally.end();
    Result result = tally.result();
    assertEquals(2, result.calls());
    assertEquals(1, result.errors());
    assertEquals(new Result.Percentiles(2_000, 120_000, 120_000, 120_000), result.total());
    assertEquals(1_000, result.firstByte().p50());
  }

  @Test
  void theShareErrorIsWhatWentToTheWrongAgent() {
    for (int i = 0; i < 4; i++) {
      call(20 + i, i % 2, Arrivals.NO_SESSION, true);
    }
    tally.end();
    assertEquals(250, tally.result().shareError());
    assertEquals(Result.NONE, tally.result().affinity());
  }

  @Test
  void affinityCountsTheCallsThatReachTheirSessionsLastAgent() {
    for (int agent : new int[] {0, 0, 1, 1, 1}) {
      call(20, agent, 1, true);
    }
    tally.end();
    assertEquals(750, tally.result().affinity());
  }

  @Test
  void recoveryLastsUntilTheLastBadSlice() {
    call(50, 0, 0, true);
    loop.runUntil(60 * SECOND);
    tally.troubleEnded();
    call(61, 0, 0, false);
    call(67, 0, 0, false);
    call(80, 0, 0, true);
    tally.end();
    assertEquals(10_000, tally.result().recoverMillis());
  }

  @Test
  void callsThatFailToTheEndNeverRecovered() {
    loop.runUntil(60 * SECOND);
    tally.troubleEnded();
    call(109, 0, 0, false);
    tally.end();
    assertEquals(Result.NEVER, tally.result().recoverMillis());
  }
}
