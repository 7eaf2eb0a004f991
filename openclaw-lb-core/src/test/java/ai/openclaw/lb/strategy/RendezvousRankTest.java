package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RendezvousRankTest {
  private static final long A = KeyHash.of("a");
  private static final long B = KeyHash.of("b");

  @Test
  void rankGrowsWithTheWeight() {
    double rank = RendezvousRank.of(7, A, 1, 0);
    assertTrue(rank > 0);
    assertEquals(3 * rank, RendezvousRank.of(7, A, 3, 0), 1e-12 * rank);
    assertEquals(0, RendezvousRank.of(7, A, 0, 0));
  }

  @Test
  void whatIsBeatenMayReadZeroAndWhatBeatsDoesNot() {
    for (long key = 0; key < 10_000; key++) {
      double a = RendezvousRank.of(key, A, 1, 0);
      double b = RendezvousRank.of(key, B, 1, 0);
      assertEquals(b > a, RendezvousRank.of(key, B, 1, a) > a, "key " + key);
    }
  }

  @Test
  void sharesAreTheWeights() {
    int ofA = 0;
    for (long key = 0; key < 30_000; key++) {
      ofA += RendezvousRank.of(key, A, 2, 0) > RendezvousRank.of(key, B, 1, 0) ? 1 : 0;
    }
    assertEquals(20_000, ofA, 400);
  }

  /** Agents keep their users from one version of this library to the next. */
  @Test
  void rankIsTheSameInEveryVersion() {
    assertEquals(8.406802066093558, RendezvousRank.of(7, A, 1, 0));
  }
}
