package ai.openclaw.lb;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by a token that the caller keeps, as a cookie: it names the session and its agent, so
 * nothing needs to be remembered here. A key that the caller gives goes before it.
 *
 * <p>Pools under one host share the caller's one cookie of a name. The token of another pool, which has
 * the same secret, is a session here as well: its agent follows from its id, and the caller keeps the
 * token that it has. So a user whose calls go to two pools in turn has one agent in each.
 */
final class CookieAffinity implements Affinity {
  private final SessionTokens tokens;
  private final KeyAffinity byKey;
  private final Supplier<RandomGenerator> random;
  private final SessionCounts counts;

  CookieAffinity(
      SessionTokens tokens,
      KeyAffinity byKey,
      Supplier<RandomGenerator> random,
      SessionCounts counts) {
    this.tokens = tokens;
    this.byKey = byKey;
    this.random = random;
    this.counts = counts;
  }

  @Override
  public Session session(RequestContext context, StickyAgents agents) {
    if (context.sessionKey() != null) {
      return byKey.session(context, agents);
    }
    String text = context.affinityToken();
    SessionToken token = text == null ? null : tokens.verified(text);
    return token == null
        ? Session.begins(this, counts, random.get().nextLong())
        : goesOn(token, agents);
  }

  @Override
  public Session peek(RequestContext context, StickyAgents agents) {
    if (context.sessionKey() != null) {
      return byKey.peek(context, agents);
    }
    String text = context.affinityToken();
    SessionToken token = text == null ? null : tokens.read(text);
    return token == null ? Session.begins(this, counts, 0) : goesOn(token, agents);
  }

  /** With the agent that this pool gave it; with a token of another pool, by rank. */
  private Session goesOn(SessionToken token, StickyAgents agents) {
    return tokens.isOwn(token)
        ? Session.goesOn(this, counts, token.session(), tokens.agentId(token, agents))
        : Session.ranked(this, counts, token.session());
  }

  @Override
  public @Nullable String token(long session, String agentId) {
    return tokens.issue(session, agentId);
  }
}
