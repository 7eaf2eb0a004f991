package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.RequestContext;
import java.io.IOException;
import java.io.StringReader;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which pool a request goes to, by its host, its tag and its headers. */
class RoutingTest {
  private final ScriptedAgent vip = ScriptedAgent.start("vip");
  private final ScriptedAgent free = ScriptedAgent.start("free");
  private final AgentPools pools =
      AgentPools.fromYaml(new StringReader("""
      name: everything
      request_attributes: {plan: X-Billing-Plan}
      pools:
        - name: pool-vip
          instances: ["%s"]
        - name: pool-free
          instances: ["%s"]
      routing:
        - match: {user_tier: vip}
          pool: pool-vip
        - match: {plan: gold}
          pool: pool-vip
        - default: pool-free
      """.formatted(vip.host(), free.host())));
  private final OkHttpClient client =
      AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();

  @AfterEach
  void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
    pools.close();
    vip.close();
    free.close();
  }

  @ParameterizedTest
  @CsvSource({
    "everything, , , free",
    "EVERYTHING, , , free",
    "everything, X-User-Tier, vip, vip",
    "everything, x-user-tier, vip, vip",
    "everything, X-User-Tier, gold, free",
    "everything, X-Billing-Plan, gold, vip",
    "everything, X-Plan, gold, free",
    "everything, user_tier, vip, free",
    "pool-free, X-User-Tier, vip, free",
    "Pool-VIP, , , vip",
  })
  void hostAndHeadersDecide(String host, String header, String value, String expected)
      throws IOException {
    Request.Builder request = new Request.Builder().url("http://" + host + "/");
    if (header != null) {
      request.header(header, value);
    }
    assertEquals(expected, answer(client.newCall(request.build())));
  }

  @Test
  void theRequestsTagDecides() throws IOException {
    Request request = request().tag(RequestContext.class, tier("vip")).build();
    assertEquals("vip", answer(client.newCall(request)));
  }

  @Test
  void theCallsTagDecides() throws IOException {
    Call call = client.newCall(request().build());
    call.tag(RequestContext.class, () -> tier("vip"));
    assertEquals("vip", answer(call));
  }

  @Test
  void theTagCountsMoreThanHeaders() throws IOException {
    Request request = request()
        .header("X-User-Tier", "vip")
        .tag(RequestContext.class, tier("standard"))
        .build();
    assertEquals("free", answer(client.newCall(request)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.1                       | 192.0.2.1",
        "192.0.2.1, 198.51.100.7         | 192.0.2.1",
        "  192.0.2.1 ,198.51.100.7       | 192.0.2.1",
        "2001:db8::1,192.0.2.1           | 2001:db8::1",
        "', 192.0.2.1'                   |",
      })
  void theFirstHopIsTheUsersAddress(String forwardedFor, String expected) throws IOException {
    Request request = request().header("X-Forwarded-For", forwardedFor).build();
    assertEquals(expected, contextOf(request).clientIp());
  }

  @Test
  void theFirstHopStandsInTheFirstOfSeveralHeaders() throws IOException {
    Request request = request()
        .addHeader("X-Forwarded-For", "192.0.2.1")
        .addHeader("X-Forwarded-For", "198.51.100.7")
        .build();
    assertEquals("192.0.2.1", contextOf(request).clientIp());
  }

  @Test
  void theTagsAddressCountsMoreThanTheHeader() throws IOException {
    Request request = request()
        .header("X-Forwarded-For", "192.0.2.1")
        .tag(
            RequestContext.class,
            RequestContext.builder().clientIp("203.0.113.9").build())
        .build();
    assertEquals("203.0.113.9", contextOf(request).clientIp());
  }

  @Test
  void aTagWithoutAddressKeepsTheRestAndTakesTheHeaders() throws IOException {
    RequestContext tag = RequestContext.builder()
        .attribute("user_tier", "vip")
        .sessionKey("s")
        .hashKey("h")
        .build();
    Request request = request()
        .header("X-Forwarded-For", "192.0.2.1")
        .tag(RequestContext.class, tag)
        .build();
    RequestContext expected = RequestContext.builder()
        .attribute("user_tier", "vip")
        .sessionKey("s")
        .hashKey("h")
        .clientIp("192.0.2.1")
        .build();
    assertEquals(expected, contextOf(request));
  }

  @Test
  void headersTellWhatTheTagLeavesOpen() throws IOException {
    Request request = request()
        .header("X-User-Tier", "standard")
        .header("X-Billing-Plan", "gold")
        .tag(RequestContext.class, tier("basic"))
        .build();
    RequestContext expected = RequestContext.builder()
        .attribute("user_tier", "basic")
        .attribute("plan", "gold")
        .build();
    assertEquals(expected, contextOf(request));
    assertEquals("vip", answer(client.newCall(request)));
  }

  @ParameterizedTest
  @ValueSource(ints = {254, 257, 60_000})
  void aHeaderOfAnyLengthFitsOnlyWhatItEquals(int length) throws IOException {
    String value = "vip" + "v".repeat(length - 3);
    assertEquals(
        "free", answer(client.newCall(request().header("X-User-Tier", value).build())));
  }

  @Test
  void headersReachTheAgentAsTheyAreAndNoneIsAdded() throws IOException {
    Request request = request()
        .header("X-User-Tier", "vip")
        .tag(
            RequestContext.class,
            RequestContext.builder().attribute("plan", "a").build())
        .build();
    assertEquals("vip", answer(client.newCall(request)));
    SeenRequest seen = vip.requests().get(0);
    assertEquals("vip", seen.header("X-User-Tier"));
    assertNull(seen.header("X-Billing-Plan"));
  }

  @Test
  void aHostThatIsNoPoolIsLeftAlone() throws IOException {
    Request request = new Request.Builder().url("http://" + free.host() + "/").build();
    try (Response response = client.newCall(request).execute()) {
      assertEquals("free", response.body().string());
      assertFalse(response.headers().names().contains("X-OpenClaw-Agent"));
    }
    assertEquals(0, pools.pool("pool-free").status().requests());
  }

  private static Request.Builder request() {
    return new Request.Builder().url("http://everything/");
  }

  private static RequestContext tier(String tier) {
    return RequestContext.builder().attribute("user_tier", tier).build();
  }

  private static String answer(Call call) throws IOException {
    try (Response response = call.execute()) {
      return response.body().string();
    }
  }

  /** What is known of a request, as an interceptor would see it. */
  private RequestContext contextOf(Request request) throws IOException {
    RequestContexts contexts =
        new RequestContexts(pools.attributeHeaders(), ApplicationAttributes.NONE);
    AtomicReference<RequestContext> context = new AtomicReference<>();
    OkHttpClient looking = client
        .newBuilder()
        .addInterceptor(chain -> {
          context.set(contexts.of(chain));
          return chain.proceed(chain.request());
        })
        .build();
    try (Response response = looking.newCall(request).execute()) {
      assertEquals(200, response.code());
    }
    return context.get();
  }
}
