package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentPools;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that was built before a reload goes by what the reload brought. */
class ReloadedRulesTest {
  private ScriptedAgent first;
  private ScriptedAgent second;
  private AgentPools pools;
  private OkHttpClient client;

  @BeforeEach
  void start() {
    first = ScriptedAgent.start("first");
    second = ScriptedAgent.start("second");
    pools = AgentPools.fromYaml(new StringReader(document("", "[{default: one}]")));
    client = AgentPoolInterceptor.install(
            new OkHttpClient.Builder(), pools, request -> Map.of("team", "red"))
        .build();
  }

  @AfterEach
  void close() {
    pools.close();
    first.close();
    second.close();
  }

  private String document(String more, String routing) {
    return "name: front\n%s\nrouting: %s\npools:\n- {name: one, instances: ['%s']}\n- {name: two, instances: ['%s']}\n"
        .formatted(more, routing, first.host(), second.host());
  }

  private String answeredBy(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.header(AgentPoolInterceptor.AGENT_HEADER);
    }
  }

  @Test
  void headersOfNewRulesAreRead() throws Exception {
    Request vip = new Request.Builder()
        .url("http://front/v1")
        .header("X-Tier", "vip")
        .header("X-Class", "free")
        .build();
    assertEquals(first.host(), answeredBy(vip));
    String routing = "[{match: {tier: vip}, pool: two}, {default: one}]";
    pools.reload(new StringReader(document("", routing)));
    assertEquals(second.host(), answeredBy(vip));
    pools.reload(new StringReader(document("request_attributes: {tier: X-Class}", routing)));
    assertEquals(first.host(), answeredBy(vip));
  }

  @Test
  void theApplicationIsAskedForAttributesOfNewRules() throws Exception {
    Request any = new Request.Builder().url("http://front/v1").build();
    assertEquals(first.host(), answeredBy(any));
    pools.reload(
        new StringReader(document("", "[{match: {team: red}, pool: two}, {default: one}]")));
    assertEquals(second.host(), answeredBy(any));
  }

  @Test
  void poolsThatJoinAreBalanced() throws Exception {
    pools.reload(new StringReader(document("", "[{default: one}]") + "- {name: three, instances: ['"
        + second.host() + "']}\n"));
    assertEquals(
        second.host(), answeredBy(new Request.Builder().url("http://three/v1").build()));
  }
}
