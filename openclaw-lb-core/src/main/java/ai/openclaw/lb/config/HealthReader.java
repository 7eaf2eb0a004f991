package ai.openclaw.lb.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code health_check}, {@code health_endpoint} and {@code health_expected_status}. */
final class HealthReader {
  private static final String NO_SCRIPT =
      "no script, as a configuration that runs a program is refused unless the embedding code"
          + " allows it by PoolOptions.allowScripts()";

  private static final Format<ExpectedStatus> STATUS =
      new Format<>(text -> ExpectedStatus.parse(List.of(text), false), false);
  private static final Rule<ExpectedStatus> ANY_STATUS =
      new Rule<>(ExpectedStatus.EXPECTED, status -> true);

  private final Problems problems;
  private final boolean scripts;

  HealthReader(Problems problems, boolean scripts) {
    this.problems = problems;
    this.scripts = scripts;
  }

  /** What this level says; nothing where there is no such level. */
  HealthSettings read(@Nullable Section level) {
    if (level == null) {
      return HealthSettings.NONE;
    }
    Section check = level.section("health_check", Keys.HEALTH_CHECK);
    Located<String> endpoint = level.text("health_endpoint", Rules.ENDPOINT);
    Located<ExpectedStatus> status = status(level, "health_expected_status");
    boolean present = level.has("health_check")
        || level.has("health_endpoint")
        || level.has("health_expected_status");
    if (check == null) {
      return new HealthSettings(
          present, null, endpoint, null, null, null, null, status, null, ProbeOptionSettings.NONE);
    }
    refuseTwice(check, "endpoint", level, "health_endpoint");
    refuseTwice(check, "expected_status", level, "health_expected_status");
    return new HealthSettings(
        present,
        check.flag("enabled"),
        Located.nearest(check.text("endpoint", Rules.ENDPOINT), endpoint),
        check.read("interval", Format.DURATION, Rules.INTERVAL),
        check.read("timeout", Format.DURATION, Rules.TIMEOUT),
        check.read("healthy_threshold", Format.WHOLE_NUMBER, Rules.THRESHOLD),
        check.read("unhealthy_threshold", Format.WHOLE_NUMBER, Rules.THRESHOLD),
        Located.nearest(status(check, "expected_status"), status),
        check.text("expected_body_contains", Rules.NON_EMPTY_TEXT),
        options(check));
  }

  private void refuseTwice(Section check, String key, Section level, String sameKey) {
    if (check.has(key) && level.has(sameKey)) {
      int line = check.placeOf(key).line();
      problems.add(
          level.placeOf(sameKey),
          "set twice (expected: once; health_check." + key + " stands in line " + line + ")");
    }
  }

  private ProbeOptionSettings options(Section check) {
    return new ProbeOptionSettings(
        script(check),
        ProbeHeaders.read(check, problems),
        check.read("log_file", Format.PATH, Rules.LOG_FILE),
        check.flag("distrust"),
        check.flag("share"));
  }

  private @Nullable Located<String> script(Section check) {
    Node script = check.value("agent_health_script");
    if (script != null && !scripts) {
      problems.value(script.place(), "a script", NO_SCRIPT);
      return null;
    }
    return check.text("agent_health_script", Rules.NON_EMPTY_TEXT);
  }

  private @Nullable Located<ExpectedStatus> status(Section section, String key) {
    Node node = section.value(key);
    if (!(node instanceof Node.Sequence list)) {
      return section.read(key, STATUS, ANY_STATUS);
    }
    List<String> items = new ArrayList<>();
    for (Node item : list.items()) {
      Located<ExpectedStatus> status = STATUS.read(item, ANY_STATUS, problems);
      if (status == null) {
        return null;
      }
      items.add(status.value().toString());
    }
    ExpectedStatus all = ExpectedStatus.parse(items, true);
    if (all == null) {
      problems.value(list.place(), items, ExpectedStatus.EXPECTED);
      return null;
    }
    return new Located<>(all, list.place());
  }
}
