package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.openclaw.lb.AgentPool;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An HTTP/2 stream that an agent refuses was not acted on: it may go to another one as a whole. */
class RefusedStreamTest {
  private static final int REFUSED_STREAM = 7;
  private static final int INTERNAL_ERROR = 2;

  private final MockWebServer first = new MockWebServer();
  private final MockWebServer second = new MockWebServer();
  private AgentPool pool;
  private OkHttpClient client;

  @BeforeEach
  void start() throws IOException {
    for (MockWebServer server : List.of(first, second)) {
      server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
      server.start(InetAddress.getLoopbackAddress(), 0);
    }
    second.enqueue(new MockResponse.Builder().body("second").build());
    pool = AgentPool.builder("pool")
        .failover(Balanced.QUICK)
        .agent("first", "127.0.0.1:" + first.getPort())
        .agent("second", "127.0.0.1:" + second.getPort())
        .build();
    client = AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool)
        .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
        .build();
  }

  @AfterEach
  void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    first.close();
    second.close();
    pool.close();
  }

  @Test
  void aPostGoesOnWhole() throws Exception {
    breakStream(REFUSED_STREAM);
    breakStream(REFUSED_STREAM);
    try (Response response = post(RequestBody.create("body", null)).execute()) {
      assertEquals("second", response.body().string());
    }
    assertEquals("body", second.takeRequest().getBody().utf8());
    assertEquals(0, inFlight());
  }

  @Test
  void aPostThatWasRefusedOnceIsNoFailure() throws Exception {
    breakStream(REFUSED_STREAM);
    first.enqueue(new MockResponse.Builder().body("first").build());
    try (Response response = post(RequestBody.create("body", null)).execute()) {
      assertEquals("first", response.body().string());
    }
    first.takeRequest();
    assertEquals("body", first.takeRequest().getBody().utf8());
    assertEquals(1, pool.status().agents().get(0).requests());
    assertEquals(0, pool.status().agents().get(0).failures());
  }

  @Test
  void aBodyThatCannotBeSentAgainDoesNotGoOnEmpty() {
    breakStream(REFUSED_STREAM);
    assertThrows(IOException.class, post(new OneShotBody("body"))::execute);
    assertEquals(0, second.getRequestCount());
    assertEquals(0, inFlight());
  }

  @Test
  void aPostWhoseStreamBreaksOtherwiseDoesNotGoOn() {
    breakStream(INTERNAL_ERROR);
    assertThrows(IOException.class, post(RequestBody.create("body", null))::execute);
    assertEquals(0, second.getRequestCount());
    assertEquals(1, pool.status().agents().get(0).failures());
    assertEquals(0, inFlight());
  }

  private void breakStream(int errorCode) {
    first.enqueue(new MockResponse.Builder()
        .onResponseStart(new SocketEffect.CloseStream(errorCode))
        .build());
  }

  private Call post(RequestBody body) {
    return client.newCall(new Request.Builder().url(Balanced.URL).post(body).build());
  }

  private int inFlight() {
    return pool.status().agents().stream().mapToInt(agent -> agent.inFlight()).sum();
  }
}
