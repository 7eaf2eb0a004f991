package ai.openclaw.lb;

import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sessions by a token that the caller keeps, as a cookie: it names the session and its agent, so
 * nothing needs to be remembered here. A key that the caller gives goes before it.
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
    if (token == null) {
      return Session.begins(this, counts, random.get().nextLong());
    }
    return Session.goesOn(this, counts, token.session(), tokens.agentId(token, agents));
  }

  @Override
  public @Nullable String token(long session, String agentId) {
    return tokens.issue(session, agentId);
  }
}
