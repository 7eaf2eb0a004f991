package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.RequestContext;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.function.Function;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationAttributesTest {
  private final ScriptedAgent vip = ScriptedAgent.start("vip");
  private final ScriptedAgent free = ScriptedAgent.start("free");
  private final AgentPools pools =
      AgentPools.fromYaml(new StringReader("""
      pools:
        - {name: pool-vip, instances: ["%s"]}
        - {name: pool-free, instances: ["%s"]}
      routing:
        - {match: {user_tier: vip, region: eu}, pool: pool-vip}
        - {default: pool-free}
      """.formatted(vip.host(), free.host())));

  @AfterEach
  void close() {
    pools.close();
    vip.close();
    free.close();
  }

  private static Request.Builder request() {
    return new Request.Builder().url("http://openclaw-lb/").header("X-Region", "eu");
  }

  private String answer(Request request, Function<Request, Map<String, String>> attributes)
      throws IOException {
    OkHttpClient client = AgentPoolInterceptor.install(
            new OkHttpClient.Builder(), pools, attributes)
        .build();
    try (Response response = client.newCall(request).execute()) {
      return response.header(AgentPoolInterceptor.AGENT_HEADER).equals(vip.host()) ? "vip" : "free";
    } finally {
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
  }

  @Test
  void theFunctionTellsWhatTheTagLeavesOpen() throws IOException {
    assertEquals("vip", answer(request().build(), request -> Map.of("user_tier", "vip")));
    Request tagged = request()
        .tag(
            RequestContext.class,
            RequestContext.builder().attribute("user_tier", "free").build())
        .build();
    assertEquals("free", answer(tagged, request -> Map.of("user_tier", "vip", "region", "eu")));
    Request open = request()
        .tag(
            RequestContext.class,
            RequestContext.builder().attribute("region", "eu").build())
        .build();
    assertEquals("vip", answer(open, request -> Map.of("user_tier", "vip", "region", "us")));
  }

  @Test
  void theFunctionGoesBeforeHeaders() throws IOException {
    Request vipByHeader = request().header("X-User-Tier", "vip").build();
    assertEquals("vip", answer(vipByHeader, request -> Map.of("unread", "x")));
    assertEquals("free", answer(vipByHeader, request -> Map.of("user_tier", "free")));
  }

  @Test
  void theFunctionSeesTheCallersRequest() throws IOException {
    assertEquals(
        "vip",
        answer(
            request().build(),
            request ->
                Map.of("user_tier", request.url().host().equals("openclaw-lb") ? "vip" : "")));
  }

  @Test
  void aFunctionThatThrowsBreaksNothing() throws IOException {
    Request vipByHeader = request().header("X-User-Tier", "vip").build();
    assertEquals("vip", answer(vipByHeader, request -> {
      throw new IllegalStateException("on purpose");
    }));
    assertEquals("vip", answer(vipByHeader, request -> null));
  }
}
