package ai.openclaw.lb.okhttp;

import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import okhttp3.HttpUrl;

/** Rewrites a pool's URLs to an agent's, from a template for each agent. Thread-safe. */
final class AgentUrls {
  /** More addresses than pools have at a time; with so many, old ones are forgotten. */
  private static final int MAX_TEMPLATES = 16_384;

  private final ConcurrentMap<URI, HttpUrl> templates = new ConcurrentHashMap<>();

  /** The URL at {@code agent}: its scheme, host, port and base path, then path and query as is. */
  HttpUrl rewrite(HttpUrl url, URI agent) {
    HttpUrl template = template(agent);
    String base = template.encodedPath();
    String path = url.encodedPath();
    return template
        .newBuilder()
        .encodedPath(base.length() == 1 ? path : base + path)
        .encodedQuery(url.encodedQuery())
        .build();
  }

  private HttpUrl template(URI agent) {
    HttpUrl template = templates.get(agent);
    if (template != null) {
      return template;
    }
    if (templates.size() >= MAX_TEMPLATES) {
      templates.clear();
    }
    HttpUrl parsed = HttpUrl.get(agent.toString());
    templates.put(agent, parsed);
    return parsed;
  }
}
