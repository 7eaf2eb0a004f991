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
 */
record RouteDraft(
    Place place,
    @Nullable Map<String, String> match,
    @Nullable Located<String> target) {

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
    if (entry.has("default")) {
      if (entry.has("match") || entry.has(targetKey)) {
        problems.value(entry.placeOf("default"), "in one entry with others", "an entry of its own");
      }
      return new RouteDraft(entry.place(), Map.of(), entry.text("default", Rules.NAME));
    }
    requireBoth(entry, targetKey, problems);
    Map<String, String> match = entry.texts("match", Rules.LABEL);
    return new RouteDraft(entry.place(), match, entry.text(targetKey, Rules.NAME));
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

  RouteConfig buildRoute() {
    return new RouteConfig(
        Objects.requireNonNull(match), Objects.requireNonNull(target).value());
  }

  RoutingRuleConfig buildRule() {
    return new RoutingRuleConfig(
        Objects.requireNonNull(match), Objects.requireNonNull(target).value());
  }
}
