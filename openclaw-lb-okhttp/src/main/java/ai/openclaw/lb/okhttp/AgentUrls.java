package ai.openclaw.lb.okhttp;

import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites a pool's URLs to an agent's. Thread-safe. Agents are mostly asked by one URL, so each
 * agent's latest one is remembered: to build an HttpUrl costs more than all else that a call needs.
 */
final class AgentUrls {
  /** More addresses than pools have at a time; with so many, old ones are forgotten. */
  private static final int MAX_AGENTS = 16_384;

  private final ConcurrentMap<URI, AgentUrl> agents = new ConcurrentHashMap<>();

  /** The URL at {@code agent}: its scheme, host, port and base path, then path and query as is. */
  HttpUrl rewrite(HttpUrl url, URI agent) {
    AgentUrl known = agents.get(agent);
    return (known != null ? known : remember(agent)).rewrite(url);
  }

  private AgentUrl remember(URI agent) {
    if (agents.size() >= MAX_AGENTS) {
      agents.clear();
    }
    return agents.computeIfAbsent(agent, uri -> new AgentUrl(HttpUrl.get(uri.toString())));
  }

  /** One agent's address, and the latest URL that was rewritten to it. */
  private static final class AgentUrl {
    private final HttpUrl template;
    private final String basePath;

    /** Any thread writes it and reads it; a lost write costs a rewrite. */
    private volatile @Nullable Rewritten latest;

    AgentUrl(HttpUrl template) {
      this.template = template;
      String path = template.encodedPath();
      this.basePath = path.equals("/") ? "" : path;
    }

    HttpUrl rewrite(HttpUrl url) {
      Rewritten before = latest;
      if (before != null && before.from.equals(url)) {
        return before.to;
      }
      HttpUrl rewritten = template
          .newBuilder()
          .encodedPath(basePath + url.encodedPath())
          .encodedQuery(url.encodedQuery())
          .build();
      latest = new Rewritten(url, rewritten);
      return rewritten;
    }
  }

  private record Rewritten(HttpUrl from, HttpUrl to) {}
}
