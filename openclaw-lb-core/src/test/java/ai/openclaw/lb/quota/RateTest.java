package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateTest {
  private static final long SEED = 20_261_122L;

  @ParameterizedTest
  @CsvSource({
    "500, 1, 2000000",
    "0.5, 1, 2000000000",
    "33.3, 333, 10000000000",
    "1, 1, 1000000000",
    "1e6, 1, 1000",
    "1e9, 1, 1",
    "1e-6, 1, 1000000000000000",
    "7, 7, 1000000000"
  })
  void whatPeopleWriteIsExact(double perSecond, long calls, long nanos) {
    assertEquals(new Rate(calls, nanos), Rate.of(perSecond));
  }

  @Test
  void anyRateIsRightToABillionth() {
    Random random = new Random(SEED);
    for (int i = 0; i < 10_000; i++) {
      double perSecond = Math.min(1e9, Math.pow(10, -6 + 15 * random.nextDouble()));
      Rate rate = Rate.of(perSecond);
      String which = "seed " + SEED + ": " + perSecond + " is " + rate;
      double told = rate.calls() * 1e9 / rate.nanos();
      assertEquals(1, told / perSecond, 1e-9, which);
      assertTrue(rate.calls() >= 1 && rate.calls() <= rate.nanos(), which);
      BigDecimal product =
          BigDecimal.valueOf(rate.calls()).multiply(BigDecimal.valueOf(rate.nanos()));
      assertTrue(product.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0, which);
    }
  }
}
