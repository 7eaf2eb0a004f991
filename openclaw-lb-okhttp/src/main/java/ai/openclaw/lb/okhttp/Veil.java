package ai.openclaw.lb.okhttp;

import java.util.List;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Changes those headers of an agent's answers that OkHttp would act on without knowing the pool, and
 * puts them back for the caller. One for each attempt, used by the call's thread.
 *
 * <ul>
 *   <li>{@code Retry-After: 0} of a 503: OkHttp would send the request again, a POST too, to the same
 *       agent. With a number that fits no int it would throw a NumberFormatException.
 *   <li>{@code Location} with the pool's host: OkHttp would look for a server of that name.
 * </ul>
 */
final class Veil {
  private static final String RETRY_AFTER = "Retry-After";
  private static final String LOCATION = "Location";
  private static final List<String> VEILED = List.of(RETRY_AFTER, LOCATION);

  /** OkHttp takes what is no number for a long time. */
  private static final String LATER = "later";

  private final AgentUrl agent;
  private final String poolHost;

  /** The agent's own headers, where the latest answer has been changed. */
  private @Nullable Headers hidden;

  Veil(AgentUrl agent, String poolHost) {
    this.agent = agent;
    this.poolHost = poolHost;
  }

  /** The answer as OkHttp is to see it. */
  Response over(Response response) {
    int code = response.code();
    if ((code == 503 || code == 408) && response.header(RETRY_AFTER) != null) {
      return changed(response, RETRY_AFTER, LATER);
    }
    HttpUrl target = isRedirect(code) ? target(response) : null;
    if (target != null && target.host().equals(poolHost)) {
      return changed(response, LOCATION, agent.rewrite(target).toString());
    }
    hidden = null;
    return response;
  }

  /** The answer with its own headers again. */
  Response lift(Response response) {
    Headers original = hidden;
    if (original == null) {
      return response;
    }
    Headers.Builder headers = response.headers().newBuilder();
    for (String name : VEILED) {
      headers.removeAll(name);
      for (String value : original.values(name)) {
        headers.addUnsafeNonAscii(name, value);
      }
    }
    return response.newBuilder().headers(headers.build()).build();
  }

  /** The latest answer goes to nobody. */
  void drop() {
    hidden = null;
  }

  private Response changed(Response response, String name, String value) {
    hidden = response.headers();
    return response.newBuilder().header(name, value).build();
  }

  private static @Nullable HttpUrl target(Response response) {
    String location = response.header(LOCATION);
    return location == null ? null : response.request().url().resolve(location);
  }

  /** Whether OkHttp follows such an answer, where it may. */
  private static boolean isRedirect(int code) {
    return switch (code) {
      case 300, 301, 302, 303, 307, 308 -> true;
      default -> false;
    };
  }
}
