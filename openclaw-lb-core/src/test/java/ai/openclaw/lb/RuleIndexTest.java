package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AttributeMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleIndexTest {
  private static final String[] NAMES = {"a", "b", "c", "d"};

  /** Few enough that requests meet rules; some begin with others, some share a hash code. */
  private static final String[] TEXTS = {"", "g", "gp", "gpt", "gpt-4", "gpt-5", "o1", "Aa", "BB"};

  @Test
  void findsWhatALookAtEachRuleFinds() {
    for (long seed = 0; seed < 200; seed++) {
      long thisSeed = seed;
      Random random = new Random(seed);
      List<Map<String, AttributeMatch>> rules = rules(random, 1 + random.nextInt(60));
      RuleIndex index = new RuleIndex(rules);
      for (int request = 0; request < 50; request++) {
        RequestContext context = context(random);
        assertEquals(
            linear(rules, context),
            index.first(context),
            () -> "seed " + thisSeed + ", " + context.attributes() + " in " + rules);
      }
    }
  }

  private static int linear(List<Map<String, AttributeMatch>> rules, RequestContext context) {
    for (int rule = 0; rule < rules.size(); rule++) {
      boolean fits = rules.get(rule).entrySet().stream()
          .allMatch(wanted -> wanted.getValue().matches(context.attributes().get(wanted.getKey())));
      if (fits) {
        return rule;
      }
    }
    return RuleIndex.NONE;
  }

  private static List<Map<String, AttributeMatch>> rules(Random random, int count) {
    List<Map<String, AttributeMatch>> rules = new ArrayList<>();
    for (int rule = 0; rule < count; rule++) {
      Map<String, AttributeMatch> match = new LinkedHashMap<>();
      for (int wanted = 1 + random.nextInt(3); wanted > 0; wanted--) {
        match.put(NAMES[random.nextInt(NAMES.length)], wanted(random));
      }
      rules.add(match);
    }
    return rules;
  }

  private static AttributeMatch wanted(Random random) {
    String[] patterns = new String[random.nextInt(3) == 0 ? 1 + random.nextInt(12) : 1];
    for (int i = 0; i < patterns.length; i++) {
      patterns[i] = text(random) + (random.nextInt(4) == 0 ? "*" : "");
    }
    return AttributeMatch.of(patterns);
  }

  private static RequestContext context(Random random) {
    RequestContext.Builder context = RequestContext.builder();
    for (String name : NAMES) {
      if (random.nextInt(4) > 0) {
        boolean endless = random.nextInt(20) == 0;
        context.attribute(name, endless ? "g".repeat(257) : text(random));
      }
    }
    return context.attribute("unknown", "x").build();
  }

  private static String text(Random random) {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  @Test
  void aThousandRulesOverTwoAttributesAreFoundInOnePlaceEach() {
    List<Map<String, AttributeMatch>> rules = new ArrayList<>();
    for (int tenant = 0; tenant < 32; tenant++) {
      for (int kind = 0; kind < 32; kind++) {
        rules.add(match("tenant-" + tenant, "kind-" + kind));
      }
    }
    ExactRules.Builder builder = new ExactRules.Builder(List.of("kind", "tenant"));
    for (int rule = 0; rule < rules.size(); rule++) {
      builder.add(rule, rules.get(rule));
    }
    ExactRules table = builder.build();
    RuleIndex index = new RuleIndex(rules);
    for (int rule = 0; rule < rules.size(); rule++) {
      RequestContext.Builder context = RequestContext.builder();
      rules.get(rule).forEach((name, wanted) -> context.attribute(name, wanted.toString()));
      int[] found = table.find(context.build());
      assertEquals(1, found.length, "rule " + rule);
      assertEquals(rule, index.first(context.build()));
    }
    assertEquals(0, table.find(RequestContext.EMPTY).length);
  }

  private static Map<String, AttributeMatch> match(String tenant, String kind) {
    return Map.of("tenant", AttributeMatch.of(tenant), "kind", AttributeMatch.of(kind));
  }

  @Test
  void longListsOfSeveralAttributesTakeNoMoreRoomThanTheyAreLong() {
    String[] many = new String[2000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "v" + i;
    }
    AttributeMatch list = AttributeMatch.of(many);
    RuleIndex index = new RuleIndex(List.of(Map.of("a", list, "b", list, "c", list)));
    RequestContext.Builder fits =
        RequestContext.builder().attribute("a", "v7").attribute("b", "v1999");
    assertEquals(RuleIndex.NONE, index.first(fits.build()));
    assertEquals(0, index.first(fits.attribute("c", "v0").build()));
    assertEquals(RuleIndex.NONE, index.first(fits.attribute("c", "w").build()));
  }

  @Test
  void prefixesThatBeginWithEachOtherAreAllFound() {
    List<Map<String, AttributeMatch>> rules = new ArrayList<>();
    for (String pattern : List.of("gpt-4o*", "o1*", "gpt-4*", "gpt-*", "*")) {
      rules.add(Map.of("model", AttributeMatch.of(pattern)));
    }
    RuleIndex index = new RuleIndex(rules);
    Map<String, Integer> expected = Map.of(
        "gpt-4o",
        0,
        "gpt-4omni",
        0,
        "o1",
        1,
        "o1-mini",
        1,
        "gpt-41",
        2,
        "gpt-",
        3,
        "gpt",
        4,
        "",
        4,
        "zzz",
        4,
        "\uffff",
        4);
    expected.forEach((model, rule) -> assertEquals(
        rule, index.first(RequestContext.builder().attribute("model", model).build()), model));
    assertEquals(RuleIndex.NONE, index.first(RequestContext.EMPTY));
    assertTrue(index.attributes().contains("model"));
  }
}
