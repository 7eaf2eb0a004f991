package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.RequestContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import okhttp3.Request;

/**
 * Request attributes that a function of the application tells. Where it throws, the call goes on
 * without them, and that is said once. Thread-safe as the function is.
 */
final class ApplicationAttributes {
  /** No function. */
  static final ApplicationAttributes NONE =
      new ApplicationAttributes(List.of(), request -> Map.of());

  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.okhttp");

  private final List<String> wanted;
  private final Function<Request, Map<String, String>> function;
  private final AtomicBoolean reported = new AtomicBoolean();

  /**
   * @param wanted the attributes that rules read: others would be of no use
   * @param function from a request to attributes by name
   */
  ApplicationAttributes(
      Collection<String> wanted, Function<Request, Map<String, String>> function) {
    this.wanted = List.copyOf(wanted);
    this.function = function;
  }

  /** The same function, of whose attributes rules read these. */
  ApplicationAttributes knowing(Collection<String> others) {
    return new ApplicationAttributes(others, function);
  }

  /** This context, and what the function tells beyond it. */
  RequestContext added(RequestContext known, Request request) {
    if (wanted.isEmpty()) {
      return known;
    }
    try {
      Map<String, String> told = function.apply(request);
      return told == null || told.isEmpty() ? known : added(known, told);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      if (reported.compareAndSet(false, true)) {
        LOGGER.log(Level.WARNING, "attributes: " + e + "; calls go on without them (said once)", e);
      }
      return known;
    }
  }

  private RequestContext added(RequestContext known, Map<String, String> told) {
    RequestContext.Builder more = known.toBuilder();
    for (String attribute : wanted) {
      String value = told.get(attribute);
      if (value != null && !known.attributes().containsKey(attribute)) {
        more.attribute(attribute, value);
      }
    }
    return more.build();
  }
}
