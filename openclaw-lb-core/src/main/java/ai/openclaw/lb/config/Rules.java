package ai.openclaw.lb.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules for single values. */
final class Rules {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,128}");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
  private static final Pattern HEADER_TEXT = Pattern.compile("[!-~]([ -~]{0,4094}[!-~])?");
  private static final Pattern HASH_BY =
      Pattern.compile("session|client_ip|attribute:[!-~]{1,128}");

  /** The JDK's HTTP client sets these, and refuses most of them from others. */
  private static final Set<String> CLIENT_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private static final Pattern DNS_LABELS =
      Pattern.compile("([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\\.?)+");
  private static final Pattern SERVER =
      Pattern.compile("([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+\\])(:([0-9]{1,5}))?");
  private static final Pattern PATH = Pattern.compile("(/[!-~]*[!-~&&[^/]])?");

  private static final Set<String> STORE_SCHEMES = Set.of("redis", "rediss");

  private static final Pattern LISTEN =
      Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])?:([0-9]{1,5})");

  /** Ids travel in an HTTP header, pool names are host names in URLs. */
  static final Rule<String> NAME =
      new Rule<>("1 to 128 visible ASCII characters, no spaces", matches(VISIBLE));

  static final Rule<String> TOKEN_NAME =
      new Rule<>("1 to 128 of the characters A-Z a-z 0-9 !#$%&'*+-.^_`|~", matches(TOKEN));

  static final Rule<String> HEADER_NAME = new Rule<>(
      "a header's name, of 1 to 128 of the characters A-Z a-z 0-9 !#$%&'*+-.^_`|~, and none of"
          + " Connection, Content-Length, Expect, Host, Transfer-Encoding, Upgrade",
      name -> TOKEN_NAME.accepts(name) && !CLIENT_HEADERS.contains(name.toLowerCase(Locale.ROOT)));

  static final Rule<String> HEADER_VALUE = new Rule<>(
      "1 to 4096 visible ASCII characters, with spaces between them only", matches(HEADER_TEXT));

  static final Rule<String> HASH_KEY =
      new Rule<>("session, client_ip, or attribute: and an attribute's name", matches(HASH_BY));

  static final Rule<Path> LOG_FILE = new Rule<>(
      "a file's path without control characters",
      file -> !file.toString().isBlank() && isText(file.toString(), ""));

  static final Rule<String> LABEL = new Rule<>(
      "text of at most 1024 characters without control characters",
      text -> text.length() <= 1024 && isText(text, ""));

  static final Rule<String> TEXT = new Rule<>(
      "text without control characters other than tab and line breaks",
      text -> isText(text, "\t\r\n"));

  static final Rule<String> NON_EMPTY_TEXT = new Rule<>(
      "text without control characters other than tab and line breaks, not blank",
      text -> !text.isBlank() && isText(text, "\t\r\n"));

  static final Rule<String> ENDPOINT =
      new Rule<>("a path that starts with one /, in visible ASCII, no fragment", Rules::isEndpoint);

  static final Rule<String> LISTEN_ADDRESS =
      new Rule<>("host:port with a port in 1..65535", Rules::isListenAddress);

  static final Rule<String> STORE_URI = new Rule<>(
      "redis://[[user:]password@]host[:port][/database], or rediss:// for TLS", Rules::isStoreUri);

  static final Rule<Double> WEIGHT =
      new Rule<>("a finite number >= 0", weight -> weight >= 0 && Double.isFinite(weight));

  /** From one call in eleven days to one in a nanosecond, than which no clock tells more apart. */
  static final Rule<Double> MAX_QPS =
      new Rule<>("a number in 0.000001..1000000000", qps -> qps >= 1e-6 && qps <= 1e9);

  static final Rule<Double> SHARE =
      new Rule<>("a number > 0 and <= 1", share -> share > 0 && share <= 1);

  static final Rule<Double> PERCENT =
      new Rule<>("a number > 0 and <= 100", percent -> percent > 0 && percent <= 100);

  static final Rule<Double> BUDGET_PERCENT =
      new Rule<>("a number in 0..100", percent -> percent >= 0 && percent <= 100);

  static final Rule<Double> PER_FAILURE =
      new Rule<>("a number in 0..1000000", penalty -> penalty >= 0 && penalty <= 1_000_000);

  static final Rule<Integer> MAX_CONNECTIONS = wholeNumber(1, Integer.MAX_VALUE);
  static final Rule<Integer> TRUSTED_HOPS = wholeNumber(0, 100);
  static final Rule<Integer> MAX_SESSIONS = wholeNumber(1, 10_000_000);
  static final Rule<Integer> BURST = wholeNumber(1, 1_000_000_000);
  static final Rule<Integer> CALLERS = wholeNumber(1, 100_000);
  static final Rule<Integer> THRESHOLD = wholeNumber(1, 1000);
  static final Rule<Integer> MAX_RETRIES = wholeNumber(0, 100);
  static final Rule<Integer> MIN_REQUESTS = wholeNumber(1, 100_000);
  static final Rule<Integer> FALLBACK_STATUS = wholeNumber(200, 599);
  static final Rule<Integer> RETRY_STATUS = wholeNumber(400, 599);
  static final Rule<Integer> MIN_CONCURRENT = wholeNumber(0, 1000);
  static final Rule<Integer> QUEUE_MAX = wholeNumber(0, 100_000);

  static final Rule<Integer> SUBSET_SIZE = wholeNumber(1, 100_000);
  static final Rule<Integer> PORT = wholeNumber(1, 65535);

  static final Rule<String> DNS_NAME = new Rule<>(
      "a full host name of at most 253 letters, digits, -, _ and dots",
      name -> name.length() <= 253 && DNS_LABELS.matcher(name).matches());

  static final Rule<String> DNS_SERVER = new Rule<>(
      "a name server's address, with a port where it is not 53: 10.0.0.2, 10.0.0.2:8600 or"
          + " [::1]:5353",
      Rules::isServer);

  static final Rule<DnsRecord> DNS_RECORD = new Rule<>("address or srv", record -> true);

  static final Rule<String> SCHEME =
      new Rule<>("http or https", scheme -> scheme.equals("http") || scheme.equals("https"));

  static final Rule<String> BASE_PATH = new Rule<>(
      "a path such as /v1, without a slash at the end, query and fragment",
      path -> PATH.matcher(path).matches() && AgentUris.parse("http://a" + path) != null);

  static final Rule<Duration> INTERVAL = duration(Duration.ofMillis(10), DAY, "10ms to 24h");
  static final Rule<Duration> TIMEOUT = duration(Duration.ofMillis(1), DAY, "1ms to 24h");
  static final Rule<Duration> RETRY_INTERVAL = TIMEOUT;
  static final Rule<Duration> WINDOW =
      duration(Duration.ofSeconds(1), Duration.ofHours(1), "1s to 1h");
  static final Rule<Duration> BASE_EJECTION =
      duration(Duration.ofMillis(100), Duration.ofHours(1), "100ms to 1h");
  static final Rule<Duration> MAX_EJECTION = duration(Duration.ofMillis(100), DAY, "100ms to 24h");
  static final Rule<Duration> SLOW_START = BASE_EJECTION;
  static final Rule<Duration> DECAY = BASE_EJECTION;
  static final Rule<Duration> QUEUE_TIMEOUT =
      duration(Duration.ZERO, Duration.ofHours(1), "0s to 1h");
  static final Rule<Duration> FIRST_WAIT =
      duration(Duration.ZERO, Duration.ofMinutes(1), "0s to 1m");
  static final Rule<Duration> REMOVE_AFTER = QUEUE_TIMEOUT;
  static final Rule<Duration> DNS_TIMEOUT =
      duration(Duration.ofMillis(10), Duration.ofMinutes(1), "10ms to 1m");
  static final Rule<Duration> MIN_REFRESH = BASE_EJECTION;
  static final Rule<Duration> MAX_REFRESH = MAX_EJECTION;
  static final Rule<Duration> TTL =
      duration(Duration.ofSeconds(1), Duration.ofDays(365), "1s to 365 days");

  private Rules() {}

  private static Predicate<String> matches(Pattern pattern) {
    return text -> pattern.matcher(text).matches();
  }

  private static Rule<Integer> wholeNumber(int least, int most) {
    String expected = most == Integer.MAX_VALUE
        ? "a whole number >= " + least
        : "a whole number in " + least + ".." + most;
    return new Rule<>(expected, number -> number >= least && number <= most);
  }

  private static Rule<Duration> duration(Duration least, Duration most, String range) {
    return new Rule<>(
        "a duration such as 10s, 500ms, 2m, 1h or PT10S, of " + range,
        duration -> duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0);
  }

  private static boolean isText(String text, String controls) {
    return text.codePoints()
        .allMatch(c -> Character.getType(c) != Character.SURROGATE
            && (!Character.isISOControl(c) || controls.indexOf(c) >= 0));
  }

  private static boolean isEndpoint(String path) {
    if (!path.startsWith("/") || path.startsWith("//") || path.length() > 2048) {
      return false;
    }
    try {
      return new URI("http://host" + path).getRawFragment() == null
          && path.chars().allMatch(c -> c > ' ' && c < 0x7f);
    } catch (URISyntaxException notAPath) {
      return false;
    }
  }

  private static boolean isStoreUri(String uri) {
    try {
      URI parsed = new URI(uri);
      return parsed.getHost() != null
          && parsed.getScheme() != null
          && STORE_SCHEMES.contains(parsed.getScheme())
          && (parsed.getPort() == -1 || isPort(parsed.getPort()));
    } catch (URISyntaxException notAUri) {
      return false;
    }
  }

  private static boolean isServer(String server) {
    var parts = SERVER.matcher(server);
    if (!parts.matches() || (parts.group(4) != null && !isPort(Integer.parseInt(parts.group(4))))) {
      return false;
    }
    return AgentUris.parse(parts.group(1) + ":53") != null;
  }

  private static boolean isListenAddress(String address) {
    var parts = LISTEN.matcher(address);
    return parts.matches() && isPort(Integer.parseInt(parts.group(2)));
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= 65535;
  }
}
