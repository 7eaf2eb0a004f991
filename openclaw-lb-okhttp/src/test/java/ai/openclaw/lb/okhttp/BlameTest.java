package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.config.AgentConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import okhttp3.CacheControl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.Test;

/** No agent is blamed for what it did not do. */
class BlameTest {
  @Test
  void aKeptConnectionThatBreaksUnderAGetCostsTheAgentNothing() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(agent)) {
      assertEquals("a", balanced.text());
      agent.next(Scripts.finish());
      assertEquals("a", balanced.text());
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.status(agent).failures());
      assertEquals(2, balanced.status(agent).requests());
      assertEquals(1.0, balanced.pool.status().successRate());
    }
  }

  @Test
  void aBodyThatThrowsBlamesNobodyAndIsNotSentAgain() {
    IOException unreadable = new IOException("the caller's file can't be read");
    try (ScriptedAgent first = ScriptedAgent.start("first");
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(first, second)) {
      Request put = Balanced.get().newBuilder().put(throwing(unreadable)).build();
      assertSame(
          unreadable, assertThrows(IOException.class, () -> balanced.call(put).execute()));
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
      assertEquals(1, balanced.attempts());
      assertEquals(0, second.requestCount());
    }
  }

  @Test
  void aBodyThatThrowsBlamesNobodyEvenWhereAnotherAddressRefused() throws IOException {
    IOException unreadable = new IOException("the caller's file can't be read");
    InetAddress deaf = InetAddress.getByName("127.0.0.2");
    List<InetAddress> addresses = List.of(deaf, InetAddress.getLoopbackAddress());
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(
            Balanced.QUICK, client -> client.dns(host -> addresses).fastFallback(false), agent)) {
      balanced.pool.add(AgentConfig.of("named", "agent.test:" + agent.port()));
      balanced.pool.drain("a");
      Request put = Balanced.get().newBuilder().put(throwing(unreadable)).build();
      assertSame(
          unreadable, assertThrows(IOException.class, () -> balanced.call(put).execute()));
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
      assertEquals(1, balanced.attempts());
    }
  }

  @Test
  void anInterceptorBelowThatThrowsBlamesNobody() throws IOException {
    IOException noToken = new IOException("no token to sign the request with");
    Interceptor signing = chain -> {
      throw noToken;
    };
    try (ScriptedAgent first = ScriptedAgent.start("first");
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(first, second)) {
      OkHttpClient client = balanced.client.newBuilder().addInterceptor(signing).build();
      assertSame(
          noToken,
          assertThrows(IOException.class, () -> client.newCall(Balanced.get()).execute()));
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
      assertEquals(1, balanced.attempts());
    }
  }

  @Test
  void anAnswerThatNoAgentGaveBlamesNobody() throws IOException {
    try (ScriptedAgent first = ScriptedAgent.start("first");
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(first, second)) {
      Request onlyIfCached =
          Balanced.get().newBuilder().cacheControl(CacheControl.FORCE_CACHE).build();
      try (Response response = balanced.call(onlyIfCached).execute()) {
        assertEquals(504, response.code());
      }
      balanced.assertNothingInFlight();
      assertEquals(0, balanced.failures());
      assertEquals(1, balanced.attempts());
      assertEquals(0, first.requestCount() + second.requestCount());
    }
  }

  private static RequestBody throwing(IOException failure) {
    return new RequestBody() {
      @Override
      public MediaType contentType() {
        return null;
      }

      @Override
      public void writeTo(BufferedSink sink) throws IOException {
        sink.writeUtf8("some of it");
        throw failure;
      }
    };
  }
}
