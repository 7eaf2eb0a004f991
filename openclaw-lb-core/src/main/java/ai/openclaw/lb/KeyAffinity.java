package ai.openclaw.lb;

import ai.openclaw.lb.config.SessionAffinityConfig;
import ai.openclaw.lb.strategy.KeyHash;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.LongSupplier;

/**
 * Sessions by a key that the caller gives, held in memory: the latest ones, each until nothing was
 * heard of it for its time to live. Keys are held as 64-bit hashes, so that long ones cost no more
 * memory; two sessions of one hash share an agent, and that is all.
 */
final class KeyAffinity implements Affinity {
  private final Cache<Long, String> agentIds;
  private final SessionCounts counts;

  KeyAffinity(SessionAffinityConfig config, LongSupplier nanoTime, SessionCounts counts) {
    this.agentIds = Caffeine.newBuilder()
        .maximumSize(config.options().maxSessions())
        .expireAfterAccess(config.ttl())
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run)
        .build();
    this.counts = counts;
  }

  @Override
  public Session session(RequestContext context, StickyAgents agents) {
    String key = context.sessionKey();
    if (key == null) {
      return Session.NONE;
    }
    long id = KeyHash.of(key);
    String agentId = agentIds.getIfPresent(id);
    if (agentId == null) {
      return Session.begins(this, counts, id);
    }
    return Session.goesOn(this, counts, id, agents.has(agentId) ? agentId : null);
  }

  @Override
  public void keep(long session, String agentId) {
    agentIds.put(session, agentId);
  }
}
