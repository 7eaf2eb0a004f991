package ai.openclaw.lb.examples.gateway;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The headers that belong to one connection and are not passed on: RFC 9110, section 7.6.1. */
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

  private final Set<String> named = new TreeSet<>();

  /** @param connection the values of the message's {@code Connection} headers, which may name more */
  HopHeaders(Iterable<String> connection) {
    for (String value : connection) {
      for (String name : value.split(",")) {
        named.add(name.trim().toLowerCase(Locale.ROOT));
      }
    }
  }

  boolean contains(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return ALWAYS.contains(name) || named.contains(name);
  }

  /** Whether {@code Connection} names this option. */
  boolean names(String option) {
    return named.contains(option);
  }
}
