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
 *   <li>{@code Cache-Control} of what must not get into the pool's entry of the cache.
 * </ul>
 */
final class Veil {
  private static final String RETRY_AFTER = "Retry-After";
  private static final String LOCATION = "Location";
  private static final String CACHE_CONTROL = "Cache-Control";
  private static final List<String> VEILED = List.of(RETRY_AFTER, LOCATION, CACHE_CONTROL);

  /** OkHttp takes what is no number for a long time. */
  private static final String LATER = "later";

  private final AgentUrl agent;
  private final String poolHost;
  private final @Nullable PoolCache cache;

  /** The agent's own headers, where the latest answer has been changed. */
  private @Nullable Headers hidden;

  Veil(AgentUrl agent, String poolHost, @Nullable PoolCache cache) {
    this.agent = agent;
    this.poolHost = poolHost;
    this.cache = cache;
  }

  /** The answer as OkHttp is to see it. */
  Response over(Response response) {
    Response changed = stored(followed(response));
    hidden = changed == response ? null : response.headers();
    return changed;
  }

  private Response followed(Response response) {
    int code = response.code();
    if ((code == 503 || code == 408) && response.header(RETRY_AFTER) != null) {
      return changed(response, RETRY_AFTER, LATER);
    }
    HttpUrl target = response.isRedirect() ? target(response) : null;
    return target != null && target.host().equals(poolHost)
        ? changed(response, LOCATION, agent.rewrite(target).toString())
        : response;
  }

  private Response stored(Response response) {
    return cache == null || cache.mayStore(response)
        ? response
        : changed(response, CACHE_CONTROL, "no-store");
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

  private static Response changed(Response response, String name, String value) {
    return response.newBuilder().header(name, value).build();
  }

  private static @Nullable HttpUrl target(Response response) {
    String location = response.header(LOCATION);
    return location == null ? null : response.request().url().resolve(location);
  }
}
