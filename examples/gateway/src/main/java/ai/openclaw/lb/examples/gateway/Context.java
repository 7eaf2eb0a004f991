package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.RequestContext;
import java.util.Deque;
import java.util.Map;

/** Reads what is known of a request from the parameters of a URL. */
final class Context {
  private static final String ATTRIBUTE = "attribute.";

  private Context() {}

  /**
   * Returns it: {@code session}, {@code ip}, and {@code attribute.NAME} for each attribute.
   *
   * @throws IllegalArgumentException if there is any other
   */
  static RequestContext of(Map<String, Deque<String>> parameters) {
    RequestContext.Builder context = RequestContext.builder();
    parameters.forEach((name, values) -> add(context, name, values.getFirst()));
    return context.build();
  }

  private static void add(RequestContext.Builder context, String name, String value) {
    if (name.startsWith(ATTRIBUTE)) {
      context.attribute(name.substring(ATTRIBUTE.length()), value);
    } else if (name.equals("session")) {
      context.sessionKey(value);
    } else if (name.equals("ip")) {
      context.clientIp(value);
    } else {
      throw new IllegalArgumentException(
          "parameter: " + name + " (expected: session, ip or " + ATTRIBUTE + "NAME)");
    }
  }
}
