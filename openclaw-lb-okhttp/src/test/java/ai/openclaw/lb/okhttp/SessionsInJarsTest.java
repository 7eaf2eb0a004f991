package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.config.AffinityOptions;
import ai.openclaw.lb.config.SessionAffinityConfig;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The session's cookie and the agents' own ones in a client's jar, side by side. */
class SessionsInJarsTest {
  private static final String SESSION = "OPENCLAW_SESSION";

  private final ScriptedAgent a = ScriptedAgent.start("a");
  private final ScriptedAgent b = ScriptedAgent.start("b");
  private final ScriptedAgent c = ScriptedAgent.start("c");
  private final List<ScriptedAgent> agents = List.of(a, b, c);
  private final MemoryCookies jar = new MemoryCookies();
  private final List<AutoCloseable> opened = new ArrayList<>(agents);
  private OkHttpClient client;

  @AfterEach
  void close() throws Exception {
    if (client != null) {
      client.connectionPool().evictAll();
      client.dispatcher().executorService().shutdown();
    }
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private void open(AffinityOptions options) {
    Balanced balanced = Balanced.over(
        SessionAffinityConfig.COOKIE.withOptions(options),
        settings -> settings.cookieJar(jar),
        a,
        b,
        c);
    opened.clear();
    opened.add(balanced);
    client = balanced.client;
  }

  private void open() {
    open(AffinityOptions.DEFAULT);
  }

  private void open(String document) {
    AgentPools pools = AgentPools.fromYaml(new StringReader(document));
    opened.add(pools);
    client = AgentPoolInterceptor.install(new OkHttpClient.Builder().cookieJar(jar), pools)
        .build();
  }

  private String call(String url, String... headers) throws IOException {
    Request.Builder request = new Request.Builder().url(url);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try (Response response = client.newCall(request.build()).execute()) {
      assertEquals(200, response.code());
      return response.header("X-OpenClaw-Agent");
    }
  }

  private Cookie kept(String name) {
    return jar.cookies().stream()
        .filter(cookie -> cookie.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private List<String> seenCookies() {
    List<String> seen = new ArrayList<>();
    for (ScriptedAgent agent : agents) {
      for (SeenRequest request : agent.requests()) {
        String cookie = request.header("Cookie");
        seen.add(cookie == null ? "" : cookie);
      }
    }
    return seen;
  }

  private void usually(ScriptedAgent.Script script) {
    agents.forEach(agent -> agent.usually(script));
  }

  @Test
  void jarKeepsBothUnderThePoolsUrlAndAgentsSeeTheirOwn() throws IOException {
    open();
    usually(Scripts.answer(200, "", "Set-Cookie: theme=dark; Path=/"));
    String home = call(Balanced.URL);
    for (int i = 0; i < 5; i++) {
      assertEquals(home, call(Balanced.URL));
    }
    assertEquals("pool", kept(SESSION).domain());
    assertEquals("pool", kept("theme").domain());
    assertEquals(2, jar.cookies().size());
    assertEquals(
        List.of("", "theme=dark", "theme=dark", "theme=dark", "theme=dark", "theme=dark"),
        seenCookies());
    jar.urls().forEach(url -> assertEquals(Balanced.URL, url));
  }

  @Test
  void agentsThatAreToSeeItDo() throws IOException {
    open(AffinityOptions.DEFAULT.withForwardCookie(true));
    jar.with(Balanced.URL, "theme=dark; Path=/");
    String home = call(Balanced.URL);
    assertEquals(home, call(Balanced.URL));
    assertEquals(
        List.of("theme=dark", "theme=dark; " + SESSION + "=" + kept(SESSION).value()),
        seenCookies());
  }

  @Test
  void agentCanNeitherSetNorDropItOnItsWayThroughRedirects() throws IOException {
    open();
    String home = call(Balanced.URL);
    String token = kept(SESSION).value();
    for (ScriptedAgent agent : agents) {
      agent.next(
          Scripts.answer(
              302,
              "",
              "Location: http://pool/elsewhere",
              "Set-Cookie: " + SESSION + "=mine; Path=/",
              "Set-Cookie: step=1; Path=/"),
          Scripts.answer(200, "", "Set-Cookie: " + SESSION + "=; Path=/; Max-Age=0"));
    }
    assertEquals(home, call(Balanced.URL));
    assertEquals(token, kept(SESSION).value());
    assertEquals("1", kept("step").value());
    assertEquals(List.of("", "", "step=1"), seenCookies());
    assertEquals(home, call(Balanced.URL));
  }

  @Test
  void serverThatARedirectLeadsToSeesNoneOfIt() throws IOException {
    open();
    call(Balanced.URL);
    try (ScriptedAgent elsewhere = ScriptedAgent.start("elsewhere")) {
      usually(Scripts.answer(302, "", "Location: http://" + elsewhere.host() + "/"));
      Request request = new Request.Builder()
          .url(Balanced.URL)
          .header("Cookie", SESSION + "=" + kept(SESSION).value())
          .build();
      client.newCall(request).execute().close();
      assertNull(elsewhere.requests().get(0).header("Cookie"));
    }
  }

  @Test
  void sessionThatMovesIsKeptAnew() throws IOException {
    open();
    String home = call(Balanced.URL);
    String token = kept(SESSION).value();
    agents.stream().filter(agent -> agent.id().equals(home)).forEach(ScriptedAgent::kill);
    String second = call(Balanced.URL);
    assertFalse(second.equals(home));
    assertFalse(kept(SESSION).value().equals(token));
    for (int i = 0; i < 5; i++) {
      assertEquals(second, call(Balanced.URL));
    }
  }

  @Test
  void callsOfTwoPoolsUnderOneHostShareACookieAndKeepAnAgentInEach() throws IOException {
    try (ScriptedAgent x = ScriptedAgent.start("x");
        ScriptedAgent y = ScriptedAgent.start("y")) {
      open("""
          name: front
          pools:
            - {name: chat, instances: ["%s", "%s", "%s"]}
            - {name: code, instances: ["%s", "%s"]}
          routing: [{match: {request_type: code}, pool: code}, {default: chat}]
          session_affinity: {method: cookie}
          """.formatted(a.host(), b.host(), c.host(), x.host(), y.host()));
      String ofChat = call("http://front/");
      String ofCode = call("http://front/", "X-Request-Type", "code");
      assertTrue(List.of(x.host(), y.host()).contains(ofCode));
      String token = kept(SESSION).value();
      for (int i = 0; i < 5; i++) {
        assertEquals(ofChat, call("http://front/"));
        assertEquals(ofCode, call("http://front/", "X-Request-Type", "code"));
      }
      assertEquals(token, kept(SESSION).value());
      call("http://chat/");
      assertEquals(2, jar.cookies().size(), "another host, another session");
    }
  }

  @Test
  void webSocketsGoWhereTheSessionIsAndBeginOne() throws Exception {
    open();
    usually(exchange -> {
      exchange.write(Scripts.head(
              101,
              "Connection: Upgrade",
              "Upgrade: websocket",
              "Sec-WebSocket-Accept: " + accept(exchange.request().header("Sec-WebSocket-Key")))
          + "\r\n");
      exchange.awaitEnd();
    });
    Response first = handshake();
    String home = first.header("X-OpenClaw-Agent");
    assertNotNull(first.header("Set-Cookie"));
    assertNotNull(kept(SESSION));
    for (int i = 0; i < 3; i++) {
      Response next = handshake();
      assertEquals(home, next.header("X-OpenClaw-Agent"));
      assertNull(next.header("Set-Cookie"));
    }
    assertEquals(List.of("", "", "", ""), seenCookies());
  }

  private Response handshake() throws Exception {
    CompletableFuture<Response> answered = new CompletableFuture<>();
    WebSocketListener listener = new WebSocketListener() {
      @Override
      public void onOpen(WebSocket socket, Response response) {
        answered.complete(response);
      }

      @Override
      public void onFailure(WebSocket socket, Throwable thrown, Response response) {
        answered.completeExceptionally(thrown);
      }
    };
    WebSocket socket =
        client.newWebSocket(new Request.Builder().url(Balanced.URL).build(), listener);
    Response response = answered.get(30, TimeUnit.SECONDS);
    socket.cancel();
    return response;
  }

  private static String accept(String key) throws IOException {
    try {
      byte[] text =
          (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }

  @Test
  void clientWithoutAJarIsToldByTheAnswerAlone() throws IOException {
    open("""
        name: front
        instances: ["%s", "%s"]
        session_affinity: {method: cookie}
        """.formatted(a.host(), b.host()));
    OkHttpClient plain = client.newBuilder().cookieJar(CookieJar.NO_COOKIES).build();
    Map<String, Integer> told = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      try (Response response =
          plain.newCall(new Request.Builder().url("http://front/").build()).execute()) {
        told.merge(response.header("Set-Cookie"), 1, Integer::sum);
      }
    }
    assertEquals(4, told.size(), "a session for each");
    assertEquals(List.of(), jar.cookies());
  }
}
