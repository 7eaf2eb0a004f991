package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Agent;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * One agent's address, between which and a pool's URLs it translates. Thread-safe. Agents are mostly
 * asked by one URL, so the latest one is remembered: to build an HttpUrl costs more than all else
 * that a call needs.
 */
final class AgentUrl {
  private final HttpUrl template;
  private final String basePath;

  /** Any thread writes it and reads it; a lost write costs a rewrite. */
  private volatile @Nullable Rewritten latest;

  /** The latest generation of agents that was asked here; 0 for none. Any thread raises it. */
  private final AtomicLong generation = new AtomicLong();

  AgentUrl(HttpUrl template) {
    this.template = template;
    String path = template.encodedPath();
    this.basePath = path.equals("/") ? "" : path;
  }

  /** The URL at the agent: its scheme, host, port and base path, then path and query as they are. */
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

  /**
   * Closes idle connections where the agent has begun anew since it was asked last: they may lead to a
   * process that is no more, and a request that can't be sent twice would be lost on them.
   */
  void leaveOld(Agent agent, ConnectionPool connections) {
    long now = agent.generation();
    long last = generation.get();
    if (now <= last) {
      return;
    }
    if (last != 0) {
      connections.evictAll(); // of all agents: OkHttp knows no other way
    }
    generation.accumulateAndGet(now, Math::max);
  }

  /** Whether a URL has the agent's scheme, host and port. */
  boolean isAt(HttpUrl url) {
    return url.port() == template.port()
        && url.host().equals(template.host())
        && url.scheme().equals(template.scheme());
  }

  /** A path without the agent's base path in front, where it has that. */
  String withoutBase(String path) {
    if (basePath.isEmpty() || !path.startsWith(basePath)) {
      return path;
    }
    String rest = path.substring(basePath.length());
    return rest.isEmpty() ? "/" : rest.startsWith("/") ? rest : path;
  }

  private record Rewritten(HttpUrl from, HttpUrl to) {}
}
