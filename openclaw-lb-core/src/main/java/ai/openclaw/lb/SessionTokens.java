package ai.openclaw.lb;

import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.SessionAffinityConfig;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Issues and verifies the tokens of one pool's sessions. A token holds for its time to live from its
 * issue, in every process that has the same secret and a pool of the same name. Thread-safe.
 *
 * <p>Cost: an HMAC for a token that is new, a look-up for one that was verified before.
 */
final class SessionTokens {
  /** How far ahead another process' clock may be. */
  private static final long SKEW_MILLIS = 60_000;

  private final Hmac agentKey;
  private final Hmac tokenKey;
  private final long ttlMillis;
  private final InstantSource clock;

  /** The tokens that are known to be authentic, by their text. */
  private final Cache<String, SessionToken> authentic;

  /** The ids of agents, by the hashes that tokens name them by. */
  private final Cache<Long, String> agentIds;

  /** The agents whose ids were hashed last. Any thread writes it; a lost write costs time only. */
  private volatile @Nullable StickyAgents hashed;

  private SessionTokens(
      String pool,
      Hmac secret,
      SessionAffinityConfig config,
      LongSupplier nanoTime,
      InstantSource clock) {
    this.agentKey = secret.forPurpose("agent of " + pool);
    this.tokenKey = secret.forPurpose("token of " + pool);
    this.ttlMillis = config.ttl().toMillis();
    this.clock = clock;
    this.authentic = Caffeine.newBuilder()
        .maximumSize(config.options().maxSessions())
        .expireAfterWrite(config.ttl())
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run)
        .build();
    this.agentIds =
        Caffeine.newBuilder().maximumSize(16_384).executor(Runnable::run).build();
  }

  /** Those of a pool; without a secret it says that other processes will not know them. */
  static SessionTokens of(PoolConfig pool, PoolOptions options) {
    SessionAffinityConfig config = pool.sessionAffinity();
    if (config.options().secret() == null) {
      System.getLogger("ai.openclaw.lb")
          .log(
              Level.WARNING,
              "pool=" + pool.name() + " session_affinity.secret: missing (other processes, and this"
                  + " one after a restart, will not know the cookies)");
    }
    return new SessionTokens(
        pool.name(),
        Hmac.of(config.options().secret()),
        config,
        options.nanoTime(),
        options.wallClock());
  }

  /** Issues a token for a session that is with this agent. */
  String issue(long session, String agentId) {
    SessionToken token = new SessionToken(hash(agentId), session, clock.millis());
    String text = token.text(tokenKey);
    authentic.put(text, token);
    return text;
  }

  /** What a token says; null for one that is not authentic, or not of this time. */
  @Nullable
  SessionToken verified(String text) {
    if (text.length() != SessionToken.LENGTH) {
      return null;
    }
    SessionToken known = authentic.getIfPresent(text);
    SessionToken token = known != null ? known : SessionToken.read(text, tokenKey);
    if (token == null || !holds(token)) {
      return null;
    }
    if (known == null) {
      authentic.put(text, token);
    }
    return token;
  }

  private boolean holds(SessionToken token) {
    long age = clock.millis() - token.issuedMillis();
    return age < ttlMillis && age >= -SKEW_MILLIS;
  }

  /** The agent that a token names; null where the pool has it no more. */
  @Nullable
  String agentId(SessionToken token, StickyAgents agents) {
    String known = agentIds.getIfPresent(token.agent());
    if (known == null && hashed != agents) {
      agents.ids().forEach(id -> agentIds.put(hash(id), id));
      hashed = agents;
      known = agentIds.getIfPresent(token.agent());
    }
    return known != null && agents.has(known) ? known : null;
  }

  private long hash(String agentId) {
    return ByteBuffer.wrap(agentKey.sign(agentId.getBytes(StandardCharsets.UTF_8)))
        .getLong();
  }
}
