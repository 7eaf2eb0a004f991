package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code discovery}. */
final class DiscoverySettings {
  /** What every discovery may have; all else is for DNS. */
  private static final Set<String> COMMON_KEYS = Set.of("type", "first_wait", "remove_after");

  /** Stands for one that is wrong, so that nobody misses the instances. */
  private static final DiscoveryConfig UNREAD = DiscoveryConfig.of("unread");

  private final Section section;
  private final Problems problems;

  private DiscoverySettings(Section section, Problems problems) {
    this.section = section;
    this.problems = problems;
  }

  /**
   * Null where the section is absent; a dynamic one where it is wrong.
   *
   * @param types the names of discoveries that the program gives
   */
  static @Nullable DiscoveryConfig read(
      Section level, Collection<String> types, Problems problems) {
    Section section = level.section("discovery", Keys.DISCOVERY);
    if (section == null) {
      return level.has("discovery") ? UNREAD : null;
    }
    return new DiscoverySettings(section, problems).read(types);
  }

  private DiscoveryConfig read(Collection<String> types) {
    DiscoveryConfig defaults = DiscoveryConfig.NONE;
    Duration firstWait = Located.or(
        section.read("first_wait", Format.DURATION, Rules.FIRST_WAIT), defaults.firstWait());
    Duration removeAfter = Located.or(
        section.read("remove_after", Format.DURATION, Rules.REMOVE_AFTER), defaults.removeAfter());
    Located<String> type = section.text("type", Rules.NAME);
    String name = Located.or(type, DiscoveryConfig.STATIC);
    if (name.equals(DiscoveryConfig.DNS)) {
      DnsConfig dns = dns();
      return dns == null ? UNREAD : new DiscoveryConfig(name, firstWait, removeAfter, dns);
    }
    refuseDnsKeys(name);
    if (!name.equals(DiscoveryConfig.STATIC) && !types.contains(name)) {
      Set<String> known = new TreeSet<>(types);
      known.addAll(List.of(DiscoveryConfig.STATIC, DiscoveryConfig.DNS));
      problems.value(
          section.placeOf("type"), name, "one of " + String.join(", ", known) + hint(name, known));
      return UNREAD;
    }
    return new DiscoveryConfig(name, firstWait, removeAfter, null);
  }

  private static String hint(String name, Set<String> known) {
    String nearest = Nearest.to(name, known);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  private void refuseDnsKeys(String type) {
    for (String key : Keys.DISCOVERY.names()) {
      if (!COMMON_KEYS.contains(key) && section.has(key)) {
        problems.value(section.placeOf(key), "with type " + type, "with type dns only");
      }
    }
  }

  private @Nullable DnsConfig dns() {
    Located<String> name = section.text("name", Rules.DNS_NAME);
    if (!section.has("name")) {
      problems.value(section.place().missing("name"), "missing", Rules.DNS_NAME.expected());
    }
    DnsRecord record = Located.or(
        section.read("record", Format.word(DnsRecord.class), Rules.DNS_RECORD), DnsRecord.ADDRESS);
    DnsAgents agents = agents(record);
    List<String> servers = servers();
    DnsPace pace = pace();
    return name == null || agents == null || servers == null || pace == null
        ? null
        : new DnsConfig(name.value(), record, agents, servers, pace);
  }

  private @Nullable DnsAgents agents(DnsRecord record) {
    Located<Integer> port = section.read("port", Format.WHOLE_NUMBER, Rules.PORT);
    DnsAgents defaults = DnsAgents.DEFAULT;
    String scheme = Located.or(section.text("scheme", Rules.SCHEME), defaults.scheme());
    String basePath = Located.or(section.text("base_path", Rules.BASE_PATH), defaults.basePath());
    Located<String> group = section.text("group", Rules.NAME);
    if (record == DnsRecord.SRV && section.has("port")) {
      problems.value(section.placeOf("port"), "with record srv", "with record address only");
    } else if (record == DnsRecord.ADDRESS && !section.has("port")) {
      problems.value(section.place().missing("port"), "missing", Rules.PORT.expected());
    }
    return record == DnsRecord.ADDRESS && port == null
        ? null
        : new DnsAgents(
            Located.or(port, DnsAgents.BY_RECORD), scheme, basePath, Located.orNull(group));
  }

  private @Nullable List<String> servers() {
    List<String> servers = new ArrayList<>();
    for (Node item : section.items("servers")) {
      Located<String> server = Format.TEXT.read(item, Rules.DNS_SERVER, problems);
      if (server == null) {
        return null;
      }
      servers.add(server.value());
    }
    return servers;
  }

  private @Nullable DnsPace pace() {
    DnsPace defaults = DnsPace.DEFAULT;
    Duration timeout =
        Located.or(section.read("timeout", Format.DURATION, Rules.DNS_TIMEOUT), defaults.timeout());
    Located<Duration> least = section.read("min_refresh", Format.DURATION, Rules.MIN_REFRESH);
    Located<Duration> most = section.read("max_refresh", Format.DURATION, Rules.MAX_REFRESH);
    Duration minRefresh = Located.or(least, defaults.minRefresh());
    Rule<Duration> notBelow = DnsPace.notBelow(minRefresh);
    if (most != null && !notBelow.accepts(most.value())) {
      problems.value(most.place(), Durations.text(most.value()), notBelow.expected());
      return null;
    }
    Duration usual = notBelow.accepts(defaults.maxRefresh()) ? defaults.maxRefresh() : minRefresh;
    return new DnsPace(timeout, minRefresh, Located.or(most, usual));
  }
}
