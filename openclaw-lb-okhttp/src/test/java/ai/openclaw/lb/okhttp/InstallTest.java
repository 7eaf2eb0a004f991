package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.SocketFactory;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Connection;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The client settings without which OkHttp would hold a pool back. */
class InstallTest {
  private final AgentPool pool =
      AgentPool.builder("pool").agent("a", "127.0.0.1:9").build();

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void theLimitPerHostIsRaisedToThatForAllHosts() {
    OkHttpClient client =
        AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build();
    assertEquals(64, client.dispatcher().getMaxRequestsPerHost());
    assertEquals(64, client.dispatcher().getMaxRequests());
  }

  @Test
  void aHigherLimitPerHostStays() {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(10);
    dispatcher.setMaxRequestsPerHost(500);
    OkHttpClient client = AgentPoolInterceptor.install(
            new OkHttpClient.Builder().dispatcher(dispatcher), pool)
        .build();
    assertSame(dispatcher, client.dispatcher());
    assertEquals(500, dispatcher.getMaxRequestsPerHost());
    assertEquals(10, dispatcher.getMaxRequests());
  }

  @Test
  void socketsSendAtOnceHoweverTheyAreMade() throws IOException {
    SocketFactory sockets =
        AgentPoolInterceptor.install(new OkHttpClient.Builder(), pool).build().socketFactory();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 10, loopback)) {
      int port = server.getLocalPort();
      List<Socket> made = List.of(
          sockets.createSocket(),
          sockets.createSocket(loopback, port),
          sockets.createSocket(loopback, port, loopback, 0),
          sockets.createSocket(loopback.getHostAddress(), port),
          sockets.createSocket(loopback.getHostAddress(), port, loopback, 0));
      for (Socket socket : made) {
        assertTrue(socket.getTcpNoDelay());
        socket.close();
      }
    }
  }

  @Test
  void theConnectionOfACallSendsAtOnce() throws IOException {
    List<Boolean> noDelay = new ArrayList<>();
    Interceptor looking = chain -> {
      Connection connection = chain.connection();
      noDelay.add(connection != null && connection.socket().getTcpNoDelay());
      return chain.proceed(chain.request());
    };
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced =
            Balanced.over(Balanced.QUICK, client -> client.addNetworkInterceptor(looking), agent)) {
      assertEquals("a", balanced.text());
    }
    assertEquals(List.of(true), noDelay);
  }

  @Test
  void aSocketFactoryOfTheCallersOwnStays() {
    SocketFactory own = new PreparedSockets(SocketFactory.getDefault(), socket -> {});
    OkHttpClient client = AgentPoolInterceptor.install(
            new OkHttpClient.Builder().socketFactory(own), pool)
        .build();
    assertSame(own, client.socketFactory());
  }

  @Test
  void theInterceptorIsTheLastSoFar() {
    Interceptor before = chain -> chain.proceed(chain.request());
    OkHttpClient client = AgentPoolInterceptor.install(
            new OkHttpClient.Builder().addInterceptor(before), pool)
        .build();
    assertEquals(2, client.interceptors().size());
    assertSame(before, client.interceptors().get(0));
    assertInstanceOf(AgentPoolInterceptor.class, client.interceptors().get(1));
    assertEquals(1, client.networkInterceptors().size());
  }

  @Test
  void interceptorsBeforeSeeTheCallOnceAndThoseAfterEachAttempt() throws IOException {
    List<String> before = new ArrayList<>();
    List<String> after = new ArrayList<>();
    try (ScriptedAgent busy = ScriptedAgent.start("busy", Scripts.answer(503, ""));
        ScriptedAgent well = ScriptedAgent.start("well");
        Balanced balanced = Balanced.over(
            Balanced.QUICK, client -> client.addInterceptor(recording(before)), busy, well)) {
      OkHttpClient client =
          balanced.client.newBuilder().addInterceptor(recording(after)).build();
      try (Response response = client.newCall(Balanced.get()).execute()) {
        assertEquals("well", response.body().string());
      }
      assertEquals(List.of("pool:80"), before);
      assertEquals(List.of(busy.host(), well.host()), after);
    }
  }

  private static Interceptor recording(List<String> hosts) {
    return chain -> {
      hosts.add(chain.request().url().host() + ":" + chain.request().url().port());
      return chain.proceed(chain.request());
    };
  }

  @Test
  void asANetworkInterceptorItIsRefusedByOkHttp() throws IOException {
    try (ScriptedAgent agent = ScriptedAgent.start("a");
        Balanced balanced = Balanced.over(agent)) {
      OkHttpClient client = new OkHttpClient.Builder()
          .dns(host -> List.of(InetAddress.getLoopbackAddress()))
          .addNetworkInterceptor(AgentPoolInterceptor.of(balanced.pool))
          .build();
      Call call = client.newCall(
          Balanced.get().newBuilder().url("http://pool:" + agent.port() + "/").build());
      assertThrows(IllegalStateException.class, call::execute);
      balanced.assertNothingInFlight();
      assertEquals(0, agent.requestCount());
    }
  }

  @Test
  void twentyAgentsKeepTheirConnections() throws IOException {
    List<ScriptedAgent> agents = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      agents.add(ScriptedAgent.start("agent-" + i));
    }
    try (Balanced balanced = Balanced.over(agents.toArray(ScriptedAgent[]::new))) {
      for (int round = 0; round < 3; round++) {
        for (ScriptedAgent agent : agents) {
          assertEquals(agent.id(), balanced.text());
        }
      }
      // On a machine that stands still for longer than connections are kept, each is made anew:
      // twice.
      int connections = agents.stream().mapToInt(ScriptedAgent::connectionCount).sum();
      assertTrue(connections < 60, () -> "60 calls took " + connections + " connections");
    }
  }

  @Test
  void sixteenAsynchronousCallsRunAtOnce() throws InterruptedException {
    CountDownLatch allThere = new CountDownLatch(16);
    ConcurrentLinkedQueue<Integer> codes = new ConcurrentLinkedQueue<>();
    CountDownLatch done = new CountDownLatch(16);
    ScriptedAgent agent = ScriptedAgent.start("a", exchange -> {
      allThere.countDown();
      Exchange.await(allThere);
      Scripts.answer(200, "").answer(exchange);
    });
    try (Balanced balanced = Balanced.over(agent)) {
      for (int i = 0; i < 16; i++) {
        balanced.call(Balanced.get()).enqueue(collecting(codes, done));
      }
      Balanced.await(done);
      assertEquals(16, codes.size());
      assertFalse(codes.stream().anyMatch(code -> code != 200));
      balanced.assertNothingInFlight();
    }
  }

  private static Callback collecting(ConcurrentLinkedQueue<Integer> codes, CountDownLatch done) {
    return new Callback() {
      @Override
      public void onResponse(Call call, Response response) {
        codes.add(response.code());
        response.close();
        done.countDown();
      }

      @Override
      public void onFailure(Call call, IOException e) {
        codes.add(-1);
        done.countDown();
      }
    };
  }
}
