package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AttributeMatchTest {
  private static final String LONGEST = "g".repeat(AttributeMatch.LONGEST_VALUE);

  @Test
  void aTextFitsItself() {
    AttributeMatch vip = AttributeMatch.of("vip");
    assertTrue(vip.matches("vip"));
    for (String other : new String[] {null, "", "VIP", "vip ", "vi", "vipp"}) {
      assertFalse(vip.matches(other), "" + other);
    }
    assertTrue(AttributeMatch.of("").matches(""));
    assertFalse(AttributeMatch.of("").matches(null));
  }

  @Test
  void aListFitsWhatOneOfItFits() {
    AttributeMatch list = AttributeMatch.of("a", "gpt-*", "b");
    for (String value : List.of("a", "b", "gpt-", "gpt-5")) {
      assertTrue(list.matches(value), value);
    }
    for (String value : List.of("", "c", "gpt", "xgpt-5", "*")) {
      assertFalse(list.matches(value), value);
    }
    assertEquals(Set.of("a", "b"), list.texts());
    assertEquals(List.of("gpt-"), list.prefixes());
    assertEquals("[a, gpt-*, b]", list.toString());
  }

  @Test
  void aStarAloneFitsAnyValueThatIsGiven() {
    AttributeMatch any = AttributeMatch.of("*");
    for (String value : List.of("", "x", "*", LONGEST + "g")) {
      assertTrue(any.matches(value));
    }
    assertFalse(any.matches(null));
  }

  @Test
  void valuesThatAreTooLongArePresentAndEqualNothing() {
    assertTrue(AttributeMatch.of(LONGEST).matches(LONGEST));
    assertTrue(AttributeMatch.of("g*").matches(LONGEST));
    assertFalse(AttributeMatch.of("g*").matches(LONGEST + "g"));
  }

  @Test
  void otherFormsAreRefused() {
    for (String pattern : List.of("a*b", "**", "*a", "a\\**", LONGEST + "g", "a\nb")) {
      String message = assertThrows(
              IllegalArgumentException.class, () -> AttributeMatch.of("a", pattern))
          .getMessage();
      assertTrue(message.startsWith("match: "), message);
      assertTrue(message.endsWith("(expected: " + AttributeMatch.EXPECTED + ")"), message);
    }
    assertThrows(IllegalArgumentException.class, AttributeMatch::of);
  }

  @Test
  void coversWhatFitsItToo() {
    assertCovers(true, "*", "a", "a*", "*");
    assertCovers(true, "gpt-*", "gpt-", "gpt-4", "gpt-4*", "gpt-*");
    assertCovers(false, "gpt-*", "gp*");
    assertCovers(false, "gpt-*", "gpt");
    assertCovers(false, "gpt-*", "*");
    assertCovers(false, "a", "a*");
    assertTrue(AttributeMatch.of("a", "b*").covers(AttributeMatch.of("b1", "a", "b2*")));
    assertFalse(AttributeMatch.of("a", "b*").covers(AttributeMatch.of("b1", "c")));
  }

  @Test
  void longListsAreComparedAsAWhole() {
    String[] texts = new String[300];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = "t" + i;
    }
    AttributeMatch list = AttributeMatch.of(texts);
    assertTrue(list.covers(AttributeMatch.of(texts)));
    assertTrue(list.covers(AttributeMatch.of("t7")));
    assertTrue(AttributeMatch.of("*").covers(list));
    assertFalse(AttributeMatch.of("t*").covers(list));
  }

  private static void assertCovers(boolean covers, String wide, String... narrow) {
    for (String pattern : narrow) {
      assertEquals(
          covers, AttributeMatch.of(wide).covers(AttributeMatch.of(pattern)), wide + " " + pattern);
    }
  }

  @Test
  void equalsWhatIsWrittenAlike() {
    assertEquals(AttributeMatch.of("a", "b"), AttributeMatch.of("a", "b"));
    assertEquals(AttributeMatch.of("a").hashCode(), AttributeMatch.of("a").hashCode());
    assertFalse(AttributeMatch.of("a", "b").equals(AttributeMatch.of("b", "a")));
  }
}
