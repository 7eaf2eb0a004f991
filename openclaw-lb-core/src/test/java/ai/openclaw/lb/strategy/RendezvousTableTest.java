package ai.openclaw.lb.strategy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RendezvousTableTest {
  private static final long SEED = 20_261_122L;
  private static final int BUCKETS = 1 << 17;

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "agent-" + i).toList();
  }

  private static double[] equal(int count) {
    return IntStream.range(0, count).mapToDouble(i -> 1).toArray();
  }

  @Test
  void firstIsTheOneOfTheHighestRankInAnyOrder() {
    List<String> ids = new ArrayList<>(ids(20));
    RendezvousTable table = RendezvousTable.of(ids, equal(20), null);
    Random random = new Random(SEED);
    for (int round = 0; round < 20; round++) {
      Collections.shuffle(ids, random);
      RendezvousTable shuffled = RendezvousTable.of(ids, equal(20), null);
      for (int i = 0; i < 100; i++) {
        int bucket = RendezvousTable.bucket(random.nextLong());
        int first = shuffled.first(bucket);
        assertEquals("agent-" + table.first(bucket), ids.get(first), "seed " + SEED);
        assertEquals(first, shuffled.first(bucket), "remembered");
        double most = shuffled.rank(bucket, first, 0);
        assertTrue(shuffled.rank(bucket, (first + 1) % 20, most) < most);
      }
    }
  }

  @Test
  void sharesGoByWeight() {
    RendezvousTable table = RendezvousTable.of(ids(3), new double[] {2, 1, 0}, null);
    int[] firsts = new int[3];
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      firsts[table.first(bucket)]++;
    }
    assertEquals(BUCKETS * 2 / 3.0, firsts[0], BUCKETS / 100.0);
    assertEquals(0, firsts[2]);
  }

  @Test
  void keysThatFollowEachOtherFallIntoBucketsEvenly() {
    RendezvousTable table = RendezvousTable.of(ids(4), equal(4), null);
    int[] firsts = new int[4];
    for (long key = 0xFFFF_FFFF_0A00_0000L; key < 0xFFFF_FFFF_0A00_0000L + 8_000; key++) {
      firsts[table.first(RendezvousTable.bucket(key))]++;
    }
    for (int first : firsts) {
      assertEquals(2_000, first, 200);
    }
  }

  @Test
  void whatIsRememberedSurvivesWhereNothingChanges() {
    RendezvousTable table = RendezvousTable.of(ids(3), equal(3), null);
    assertSame(table, RendezvousTable.of(ids(3), equal(3), table));
    assertNotSame(table, RendezvousTable.of(ids(4), equal(4), table));
    assertNotSame(table, RendezvousTable.of(ids(3), new double[] {1, 1, 2}, table));
  }

  @Test
  void moreCandidatesThanTheMemoryCanTellApartAreRankedEachTime() {
    int many = Character.MAX_VALUE + 1;
    RendezvousTable table = RendezvousTable.of(ids(many), equal(many), null);
    int first = table.first(5);
    assertEquals(first, table.first(5));
  }
}
