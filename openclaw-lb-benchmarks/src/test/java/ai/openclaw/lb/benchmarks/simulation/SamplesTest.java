package ai.openclaw.lb.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void percentilesAreTheSmallestValuesThatTheShareDoesNotExceed() {
    Samples samples = new Samples();
    for (int i = 10_000; i > 0; i--) {
      samples.add(i * 1_000_000L);
    }
    assertEquals(
        new Result.Percentiles(5_000, 9_500, 9_900, 9_990), Result.Percentiles.of(samples));
    samples.add(20_000_000_000L);
    assertEquals(20_000, samples.millis(1000));
  }

  @Test
  void aSingleValueIsEveryPercentileAndIsRounded() {
    Samples samples = new Samples();
    assertEquals(0, samples.millis(500));
    samples.add(1_600_000);
    assertEquals(new Result.Percentiles(2, 2, 2, 2), Result.Percentiles.of(samples));
  }
}
