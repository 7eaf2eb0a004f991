package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.SEED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.config.Secret;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final String STRANGE = "=.,+/ \t\r\n\0-_Az09";
  private static final Duration SKEW = Duration.ofMinutes(1);

  private final PoolFixture fixture = new PoolFixture();
  private long wallMillis = 1_795_000_000_000L;
  private final SessionTokens tokens = tokens("agents", "a-secret-of-16-bytes");

  private SessionTokens tokens(String pool, String secret) {
    SessionAffinityConfig affinity = SessionAffinityConfig.COOKIE
        .withCookie("S", TTL)
        .withOptions(AffinityOptions.DEFAULT.withSecret(Secret.of(secret)).withMaxSessions(100));
    PoolConfig config =
        PoolConfig.of(pool, List.of(PoolFixture.agent("a"))).withSessionAffinity(affinity);
    return SessionTokens.of(
        config, fixture.options().wallClock(() -> Instant.ofEpochMilli(wallMillis)));
  }

  private void pass(Duration time) {
    wallMillis += time.toMillis();
    fixture.ticker.advance(time.isNegative() ? Duration.ZERO : time);
  }

  @Test
  void tokenIsShortAndShowsNothing() {
    String token = tokens.issue(7, "agent-1.internal:5000");
    assertTrue(token.matches("[A-Za-z0-9_-]{60}"), token);
    SessionToken read = tokens.verified(token);
    assertNotNull(read);
    assertEquals(7, read.session());
    assertEquals(wallMillis, read.issuedMillis());
  }

  @Test
  void tokenHoldsForItsTimeToLive() {
    SessionTokens other = tokens("agents", "a-secret-of-16-bytes");
    String token = tokens.issue(7, "a");
    pass(TTL.minusMillis(1));
    assertNotNull(tokens.verified(token), "remembered");
    assertNotNull(other.verified(token), "not seen before");
    pass(Duration.ofMillis(1));
    assertNull(tokens.verified(token));
    assertNull(other.verified(token));
  }

  @Test
  void tokenOfAClockThatIsFarAheadIsIgnored() {
    SessionTokens other = tokens("agents", "a-secret-of-16-bytes");
    pass(SKEW);
    String ahead = tokens.issue(7, "a");
    pass(SKEW.negated());
    assertNotNull(other.verified(ahead));
    pass(Duration.ofMillis(-1));
    assertNull(other.verified(ahead));
    assertNull(tokens.verified(ahead), "its own as well");
  }

  @Test
  void tokenOfAnotherPoolOrSecretIsIgnored() {
    String token = tokens.issue(7, "a");
    assertNull(tokens("other", "a-secret-of-16-bytes").verified(token));
    assertNull(tokens("agents", "another-secret-of-it").verified(token));
    assertNotNull(tokens("agents", "a-secret-of-16-bytes").verified(token));
  }

  @Test
  void authenticTokenSelectsAnAgentOfThePoolOnly() {
    SessionToken token = tokens.verified(tokens.issue(7, "a"));
    assertNotNull(token);
    assertEquals("a", tokens.agentId(token, agents("b", "a")));
    assertNull(tokens.agentId(token, agents("b")), "it has left");
    assertEquals("a", tokens.agentId(token, agents("a")), "it is back");
  }

  private static StickyAgents agents(String... ids) {
    return StickyAgentsTest.agents(ids);
  }

  /** Every way to spoil a token that callers have: none is accepted, none is an error. */
  @Test
  void tenThousandMutationsAreIgnored() {
    Random random = new Random(SEED);
    String good = tokens.issue(7, "a");
    for (int i = 0; i < 10_000; i++) {
      String bad = mutated(good, random);
      if (!bad.equals(good)) {
        assertNull(tokens.verified(bad), () -> "seed " + SEED + ": " + bad);
      }
    }
    assertNotNull(tokens.verified(good));
  }

  static String mutated(String token, Random random) {
    StringBuilder text = new StringBuilder(token);
    int at = random.nextInt(token.length());
    switch (random.nextInt(8)) {
      case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(7))));
      case 1 -> text.setLength(at);
      case 2 -> text.setCharAt(at, (char) random.nextInt(Character.MAX_VALUE + 1));
      case 3 -> text.append("A".repeat(8 * 1024));
      case 4 -> text.insert(at, token);
      case 5 -> text.reverse();
      case 6 -> text.setCharAt(at, STRANGE.charAt(random.nextInt(STRANGE.length())));
      default -> {
        text.setLength(0);
        random.ints(random.nextInt(130), 0, 256).forEach(c -> text.append((char) c));
      }
    }
    return text.toString();
  }

  @Test
  void mutatedTokensNeverSelectOutsideThePool() throws Exception {
    Random random = new Random(SEED);
    try (AgentPool pool =
        fixture.builder("a", "b").sessionAffinity(SessionAffinityConfig.COOKIE).build()) {
      SessionUser user = new SessionUser();
      user.call(pool);
      String good = user.token;
      for (int i = 0; i < 10_000; i++) {
        user.token = mutated(good, random);
        assertTrue(Set.of("a", "b").contains(user.call(pool)));
      }
      assertEquals(0, pool.status().affinityMoved(), "all were new sessions");
    }
  }
}
