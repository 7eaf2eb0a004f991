package ai.openclaw.lb.examples.gateway;

import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Passes headers on, but for those that belong to one connection alone: RFC 9110, section 7.6.1. Values
 * stay byte for byte: Undertow has them as ISO-8859-1, OkHttp as UTF-8.
 */
final class HopHeaders {
  private static final Set<String> ALWAYS = Set.of(
      "connection",
      "keep-alive",
      "proxy-authenticate",
      "proxy-authorization",
      "proxy-connection",
      "te",
      "trailer",
      "transfer-encoding",
      "upgrade");

  private HopHeaders() {}

  /** Copies a client's headers, but for the hop's and {@code except}, whose names are lower-case. */
  static void copy(HeaderMap from, Set<String> except, Headers.Builder to) {
    Set<String> named = named(from.get(io.undertow.util.Headers.CONNECTION));
    for (HeaderValues header : from) {
      String name = header.getHeaderName().toString();
      if (passes(name, named) && !except.contains(name.toLowerCase(Locale.ROOT))) {
        header.forEach(value -> to.addUnsafeNonAscii(name, fromBytes(value)));
      }
    }
  }

  /** Copies an agent's headers, but for the hop's. */
  static void copy(Headers from, HeaderMap to) {
    Set<String> named = named(from.values("Connection"));
    for (int i = 0; i < from.size(); i++) {
      String name = from.name(i);
      if (passes(name, named)) {
        to.add(HttpString.tryFromString(name), toBytes(from.value(i)));
      }
    }
  }

  /** Whether a client asks to speak another protocol from now on. */
  static boolean asksForUpgrade(HeaderMap headers) {
    return headers.contains(io.undertow.util.Headers.UPGRADE)
        && named(headers.get(io.undertow.util.Headers.CONNECTION)).contains("upgrade");
  }

  private static boolean passes(String header, Set<String> named) {
    String name = header.toLowerCase(Locale.ROOT);
    return !ALWAYS.contains(name) && !named.contains(name);
  }

  /** What the values of {@code Connection} name, in lower case. */
  private static Set<String> named(@Nullable Collection<String> values) {
    if (values == null || values.isEmpty()) {
      return Set.of();
    }
    Set<String> named = new TreeSet<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        named.add(name.trim().toLowerCase(Locale.ROOT));
      }
    }
    return named;
  }

  private static String fromBytes(String value) {
    return isAscii(value)
        ? value
        : new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String toBytes(String value) {
    return isAscii(value)
        ? value
        : new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static boolean isAscii(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }
}
