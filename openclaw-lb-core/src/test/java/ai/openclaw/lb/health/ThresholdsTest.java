package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ThresholdsTest {
  private static String verdicts(Thresholds thresholds, String results) {
    StringBuilder verdicts = new StringBuilder();
    for (char c : results.toCharArray()) {
      boolean changed = thresholds.record(c == '+');
      char verdict = thresholds.verdict().name().charAt(0);
      verdicts.append(changed ? verdict : Character.toLowerCase(verdict));
    }
    return verdicts.toString();
  }

  @Test
  void theVeryFirstSuccessIsEnough() {
    assertEquals("Uu", verdicts(new Thresholds(5, 5), "++"));
    assertEquals("uuU", verdicts(new Thresholds(5, 5), "--+"));
  }

  @Test
  void aTargetIsUsableUntilItsFailuresReachTheThreshold() {
    assertEquals("uuDdd", verdicts(new Thresholds(2, 3), "-----"));
    assertEquals("UuuuuuD", verdicts(new Thresholds(2, 3), "+--+---"));
    assertEquals("D", verdicts(new Thresholds(1, 1), "-"));
  }

  @Test
  void aTargetThatIsDownNeedsItsSuccessesInARow() {
    assertEquals("uuDdddU", verdicts(new Thresholds(2, 3), "---+-++"));
    assertEquals("DdddU", verdicts(new Thresholds(3, 1), "--+++"));
  }

  @Test
  void aTargetThatFlapsAtTheProbesOwnPeriodKeepsItsVerdict() {
    Thresholds up = new Thresholds(2, 3);
    assertEquals("U" + "u".repeat(99), verdicts(up, "+-".repeat(50)));
    Thresholds down = new Thresholds(2, 3);
    assertEquals("uuD" + "d".repeat(100), verdicts(down, "---" + "+-".repeat(50)));
  }

  @Test
  void doubtLastsFromTheFirstResultAgainstTheVerdictUntilItsEnd() {
    Thresholds thresholds = new Thresholds(2, 2);
    assertFalse(thresholds.inDoubt());
    thresholds.record(false);
    assertTrue(thresholds.inDoubt());
    thresholds.record(false);
    assertFalse(thresholds.inDoubt(), "down for certain");
    thresholds.record(true);
    assertTrue(thresholds.inDoubt());
    thresholds.record(true);
    assertFalse(thresholds.inDoubt(), "up for certain");
  }

  @Test
  void theStreakCountsEqualResultsAcrossAChangeOfVerdict() {
    Thresholds thresholds = new Thresholds(2, 3);
    verdicts(thresholds, "+-----");
    assertEquals(5, thresholds.streak());
    verdicts(thresholds, "+");
    assertEquals(1, thresholds.streak());
  }
}
