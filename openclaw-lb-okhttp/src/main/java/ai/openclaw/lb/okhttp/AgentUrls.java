package ai.openclaw.lb.okhttp;

import java.net.URI;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import okhttp3.HttpUrl;

/** The addresses of agents, for OkHttp. Thread-safe. */
final class AgentUrls {
  /** More addresses than pools have at a time; with so many, old ones are forgotten. */
  private static final int MAX_AGENTS = 16_384;

  private final ConcurrentMap<URI, AgentUrl> agents = new ConcurrentHashMap<>();

  AgentUrl of(URI agent) {
    AgentUrl known = agents.get(agent);
    return known != null ? known : remember(agent);
  }

  private AgentUrl remember(URI agent) {
    if (agents.size() >= MAX_AGENTS) {
      agents.clear();
    }
    return agents.computeIfAbsent(agent, uri -> new AgentUrl(HttpUrl.get(uri.toString())));
  }
}
