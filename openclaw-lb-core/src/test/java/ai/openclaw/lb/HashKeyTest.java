package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code consistent_hash} hashes by, and that {@code failure_penalty} reaches the strategies. */
class HashKeyTest {
  private static final String USER = "user-7";

  private static AgentPool pool(String keys) {
    return AgentPool.fromYaml(
        new StringReader("instances: ['a:1', 'b:1', 'c:1', 'd:1']\n" + keys + "\n"));
  }

  /** The agents that 60 requests reach. */
  private static Set<String> reached(AgentPool pool, IntFunction<RequestContext> requests)
      throws NoAgentAvailableException {
    Set<String> agents = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      Lease lease = pool.acquire(requests.apply(i));
      agents.add(lease.agent().id());
      lease.complete(Outcome.status(200));
    }
    return agents;
  }

  /** Requests that have {@code key} in one place, and something else each time in the others. */
  private static RequestContext request(String place, int i) {
    RequestContext.Builder request = RequestContext.builder();
    request.sessionKey(place.equals("session") ? USER : "s" + i);
    request.clientIp(place.equals("client_ip") ? USER : "10.0.0." + i);
    request.attribute("user", place.equals("attribute:user") ? USER : "u" + i);
    return request.build();
  }

  @ParameterizedTest
  @CsvSource({"session", "client_ip", "attribute:user"})
  void requestsWithTheSameConfiguredKeyReachOneAgent(String place) throws Exception {
    try (AgentPool pool = pool("algorithm: consistent_hash\nhash_key: \"" + place + "\"")) {
      assertEquals(1, reached(pool, i -> request(place, i)).size());
      assertEquals(4, reached(pool, i -> request("nowhere", i)).size());
    }
  }

  @Test
  void aRequestsOwnKeyGoesFirstAndWithoutAnyKeyRequestsSpread() throws Exception {
    try (AgentPool pool = pool("algorithm: consistent_hash\nhash_key: session")) {
      RequestContext.Builder own = RequestContext.builder().hashKey(USER);
      assertEquals(1, reached(pool, i -> own.sessionKey("s" + i).build()).size());
      assertEquals(4, reached(pool, i -> RequestContext.EMPTY).size());
    }
  }

  @Test
  void theAttributeThatIsHashedIsReadFromRequests() {
    try (AgentPool pool = pool("algorithm: consistent_hash\nhash_key: \"attribute:user_id\"")) {
      assertEquals(Set.of("user_id"), pool.attributes());
      assertEquals("X-User-Id", AgentPools.of(pool).attributeHeaders().get("user_id"));
    }
  }

  @ParameterizedTest
  @CsvSource({"10, false", "0, true"})
  void aFailurePenaltyOfNoneForgetsFailures(double perFailure, boolean pickedAgain)
      throws Exception {
    String keys = "algorithm: least_connections\noutlier_detection: {enabled: false}\n"
        + "failure_penalty: {per_failure: " + perFailure + "}";
    try (AgentPool pool = pool(keys)) {
      Lease failing = pool.acquire(RequestContext.EMPTY);
      failing.complete(Outcome.status(500));
      Set<String> reached = reached(pool, i -> RequestContext.EMPTY);
      assertEquals(pickedAgain, reached.contains(failing.agent().id()), reached.toString());
      assertTrue(reached.size() >= 3, reached.toString());
    }
  }
}
