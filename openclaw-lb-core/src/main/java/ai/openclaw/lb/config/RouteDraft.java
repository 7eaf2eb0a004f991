package ai.openclaw.lb.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of one rule or route.
 *
 * @param match empty for the default; null where it is wrong
 * @param target the target or pool; null where it is wrong
 * @param strict null where it is absent, as in every route
 * @param then null where it is absent, as in every route
 */
record RouteDraft(
    Place place,
    @Nullable Map<String, AttributeMatch> match,
    @Nullable Located<String> target,
    @Nullable Located<Boolean> strict,
    @Nullable Located<String> then) {

  /**
   * Reads {@code routing} or {@code routing_rules}.
   *
   * @param targetKey {@code pool} or {@code target}
   */
  static List<RouteDraft> read(
      Section level, String key, Keys keys, String targetKey, Problems problems) {
    List<RouteDraft> routes = new ArrayList<>();
    List<Node> items = level.items(key);
    for (int i = 0; i < items.size(); i++) {
      Section entry = Section.of(items.get(i), keys, problems);
      if (entry == null) {
        continue;
      }
      RouteDraft route = read(entry, targetKey, problems);
      if (entry.has("default") && i < items.size() - 1) {
        problems.value(entry.placeOf("default"), "not the last entry", Matches.DEFAULT_LAST);
      }
      routes.add(route);
    }
    return routes;
  }

  private static RouteDraft read(Section entry, String targetKey, Problems problems) {
    Located<Boolean> strict = entry.flag("strict");
    Located<String> then = entry.text("then", Rules.NAME);
    if (!entry.has("default")) {
      requireBoth(entry, targetKey, problems);
      Map<String, AttributeMatch> match = Matches.read(entry, problems);
      Located<String> target = entry.text(targetKey, Rules.NAME);
      return new RouteDraft(entry.place(), match, target, strict, then);
    }
    if (entry.has("match") || entry.has(targetKey)) {
      problems.value(entry.placeOf("default"), "in one entry with others", "an entry of its own");
    }
    if (strict != null) {
      problems.value(strict.place(), strict.value(), RoutingRuleConfig.EXPECTED_STRICT);
    }
    Located<String> target = entry.text("default", Rules.NAME);
    return new RouteDraft(entry.place(), Map.of(), target, null, then);
  }

  private static void requireBoth(Section entry, String targetKey, Problems problems) {
    for (String key : List.of("match", targetKey)) {
      if (!entry.has(key)) {
        String expected = "match and " + targetKey + ", or default";
        problems.value(entry.place().missing(key), "missing", expected);
      }
    }
  }

  boolean isDefault() {
    return match != null && match.isEmpty();
  }

  /** Whether this one takes every request that {@code later} would. */
  boolean covers(RouteDraft later) {
    return match != null && later.match != null && Matches.covers(match, later.match);
  }

  String thenOrDefault() {
    return Located.or(then, RoutingRuleConfig.DEFAULT_THEN);
  }

  RouteConfig buildRoute() {
    return new RouteConfig(
        Objects.requireNonNull(match), Objects.requireNonNull(target).value());
  }

  RoutingRuleConfig buildRule() {
    return new RoutingRuleConfig(
        Objects.requireNonNull(match),
        Objects.requireNonNull(target).value(),
        Located.or(strict, false),
        thenOrDefault());
  }
}
