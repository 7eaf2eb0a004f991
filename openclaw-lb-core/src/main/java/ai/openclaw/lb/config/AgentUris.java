package ai.openclaw.lb.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where an agent is: its text in a document, and the one form in which the rest of us sees it. */
final class AgentUris {
  static final String EXPECTED =
      "host:port or [ipv6]:port with a port in 1..65535, or an http or https URL without query,"
          + " fragment and user info; host names in ASCII without _";

  static final Rule<URI> NORMAL = new Rule<>(EXPECTED, AgentUris::isNormal);

  private static final Pattern URL = Pattern.compile("(?i)https?://.*");
  private static final Pattern HOST_AND_PORT = Pattern.compile("[^/?#@\\\\]+:[0-9]{1,5}");
  private static final int LONGEST = 2048;

  private AgentUris() {}

  /** Returns the agent's URI, or null where the text is none of the forms. */
  static @Nullable URI parse(String host) {
    if (host.length() > LONGEST) {
      return null;
    }
    if (URL.matcher(host).matches()) {
      return normal(host);
    }
    return HOST_AND_PORT.matcher(host).matches() ? normal("http://" + host) : null;
  }

  private static @Nullable URI normal(String url) {
    try {
      URI uri = withPort(new URI(url));
      return isNormal(uri) ? uri : null;
    } catch (URISyntaxException notAUrl) {
      return null;
    }
  }

  private static URI withPort(URI uri) throws URISyntaxException {
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      return uri;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean bare = uri.getPort() == -1 && !uri.getRawAuthority().endsWith(":");
    int defaultPort = scheme.equals("https") ? 443 : 80;
    String port = bare ? ":" + defaultPort : "";
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
    String path = withoutTrailingSlashes(uri.getRawPath());
    return new URI(scheme + "://" + uri.getRawAuthority() + port + path + query + fragment);
  }

  private static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static boolean isNormal(URI uri) {
    String scheme = uri.getScheme();
    return ("http".equals(scheme) || "https".equals(scheme))
        && uri.getHost() != null
        && uri.getHost().indexOf('%') < 0
        && Rules.isPort(uri.getPort())
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && isBasePath(uri.getRawPath());
  }

  private static boolean isBasePath(String path) {
    return !path.endsWith("/")
        && path.chars().allMatch(c -> c > ' ' && c < 0x7f)
        && !(path + "/").contains("/../")
        && !(path + "/").contains("/./");
  }
}
