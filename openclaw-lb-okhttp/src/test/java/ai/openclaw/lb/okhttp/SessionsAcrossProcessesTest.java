package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.okhttp.CallerProcess.Answer;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import okhttp3.Headers;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions of two callers with one secret, of which one is a JVM of its own. */
class SessionsAcrossProcessesTest {
  private static final long SEED = 20_261_122L;
  private static final int SESSIONS = 1_000;
  private static final int MUTATIONS = 10_000;
  private static final String STRANGE = "=,+/ \t;-_Az09\u00e9\u4f60";

  private final List<ScriptedAgent> agents =
      List.of(ScriptedAgent.start("a"), ScriptedAgent.start("b"), ScriptedAgent.start("c"));
  private final String document =
      """
      name: front
      instances:
        - {id: a, host: "%s"}
        - {id: b, host: "%s"}
        - {id: c, host: "%s"}
      session_affinity: {method: cookie, secret: known-to-both-processes}
      failover: {retry_interval: 1ms}
      """.formatted(agents.get(0).host(), agents.get(1).host(), agents.get(2).host());
  private final AgentPools pools = AgentPools.fromYaml(new StringReader(document));
  private final OkHttpClient client =
      AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();

  @AfterEach
  void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    pools.close();
    agents.forEach(ScriptedAgent::close);
  }

  private List<Answer> callHere(List<String> cookies) {
    List<Answer> all = new ArrayList<>();
    for (String cookie : cookies) {
      all.add(CallerProcess.call(client, pools.name(), cookie));
    }
    return all;
  }

  private static List<String> cookies(List<Answer> answers) {
    return answers.stream().map(Answer::cookie).toList();
  }

  private static List<String> homes(List<Answer> answers) {
    return answers.stream().map(Answer::agent).toList();
  }

  private static void assertAllAnswered(List<Answer> answers) {
    answers.forEach(answer -> assertEquals(200, answer.status(), answer::toString));
  }

  @Test
  void everySessionHasOneAgentInBothAndAnAgentsDeathMovesItsOwnAlone() throws IOException {
    try (CallerProcess other = CallerProcess.start(document)) {
      List<Answer> begun = new ArrayList<>(callHere(Collections.nCopies(SESSIONS / 2, null)));
      begun.addAll(other.call(Collections.nCopies(SESSIONS / 2, null)));
      assertAllAnswered(begun);
      assertEquals(SESSIONS, Set.copyOf(cookies(begun)).size());
      TreeMap<String, Integer> placed = new TreeMap<>();
      homes(begun).forEach(home -> placed.merge(home, 1, Integer::sum));
      placed.values().forEach(count -> assertEquals(SESSIONS / 3.0, count, 2.0));
      assertEquals(begun, other.call(cookies(begun)));
      assertEquals(begun, callHere(cookies(begun)));

      agents.get(1).kill();
      List<Answer> after = callHere(cookies(begun));
      List<Answer> afterInOther = other.call(cookies(begun));
      assertAllAnswered(after);
      assertAllAnswered(afterInOther);
      assertEquals(homes(after), homes(afterInOther), "the second choice is the same in both");
      int moved = 0;
      for (int i = 0; i < SESSIONS; i++) {
        boolean isOfTheDead = begun.get(i).agent().equals("b");
        assertEquals(isOfTheDead, !after.get(i).equals(begun.get(i)));
        moved += isOfTheDead ? 1 : 0;
      }
      assertEquals(moved, pools.pools().get(0).status().affinityMoved());
      assertEquals(after, other.call(cookies(after)));
    }
  }

  @Test
  void tenThousandSpoiltCookiesNeverFailNorReachAForeignHost() throws IOException {
    String good = CallerProcess.call(client, pools.name(), null).cookie();
    int name = good.indexOf('=') + 1;
    Random random = new Random(SEED);
    for (int i = 0; i < MUTATIONS; i++) {
      String spoilt = good.substring(0, name) + mutated(good.substring(name), random);
      Headers cookie = new Headers.Builder().addUnsafeNonAscii("Cookie", spoilt).build();
      Request request =
          new Request.Builder().url("http://front/v1/chat").headers(cookie).build();
      try (Response response = client.newCall(request).execute()) {
        assertEquals(200, response.code());
        assertTrue(Set.of("a", "b", "c").contains(response.header("X-OpenClaw-Agent")));
        String set = response.header("Set-Cookie");
        String told = set == null ? good : set.substring(0, set.indexOf(';'));
        assertEquals(says(spoilt, good), told.equals(good), () -> "seed " + SEED + ": " + spoilt);
      }
    }
    int answered = agents.stream().mapToInt(ScriptedAgent::requestCount).sum();
    assertEquals(MUTATIONS + 1, answered, "nobody else was called");
    assertEquals(0, pools.pools().get(0).status().affinityMoved());
    assertNotEquals(0, agents.get(2).requestCount());
  }

  /** Whether a header still holds the good cookie, and no other one of its name. */
  private static boolean says(String header, String good) {
    return header.equals(good) || header.split(";", -1)[0].trim().equals(good);
  }

  private static String mutated(String token, Random random) {
    StringBuilder text = new StringBuilder(token);
    int at = random.nextInt(token.length());
    switch (random.nextInt(8)) {
      case 0 -> text.setCharAt(at, visible(text.charAt(at) ^ (1 << random.nextInt(7))));
      case 1 -> text.setLength(at);
      case 2 -> text.setCharAt(at, (char) (0xA1 + random.nextInt(0x2000)));
      case 3 -> text.append("A".repeat(8 * 1024));
      case 4 -> text.insert(at, token);
      case 5 -> text.reverse();
      case 6 -> text.setCharAt(at, STRANGE.charAt(random.nextInt(STRANGE.length())));
      default -> {
        text.setLength(0);
        random.ints(random.nextInt(130), 0x21, 0x7F).forEach(c -> text.append((char) c));
      }
    }
    return text.toString();
  }

  /** What OkHttp sends in a header; control characters it refuses from its caller. */
  private static char visible(int c) {
    return (char) (c < 0x21 || c == 0x7F ? c ^ 0x40 : c);
  }
}
