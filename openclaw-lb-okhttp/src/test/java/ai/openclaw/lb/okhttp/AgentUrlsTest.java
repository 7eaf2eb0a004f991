package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentPool;
import java.io.IOException;
import java.util.Random;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The URL that an interceptor behind ours sees. */
class AgentUrlsTest {
  private static final long SEED = 20_261_122;
  private static final int RANDOM_URLS = 20_000;

  @Test
  void randomUrlsAreThoseOfAPlainClient() throws IOException {
    Random random = new Random(SEED);
    try (Rewriting rewriting = new Rewriting("agent.test:5000");
        Rewriting based = new Rewriting("https://agent.test/base%2Fpath")) {
      for (int i = 0; i < RANDOM_URLS; i++) {
        String target = RandomTargets.next(random);
        String plain = sent(HttpUrl.get("http://pool" + target));
        String message = "seed " + SEED + ": " + target;
        HttpUrl rewritten = i % 2 == 0 ? rewriting.of(target) : based.of(target);
        String agent = i % 2 == 0 ? "http://agent.test:5000" : "https://agent.test/base%2Fpath";
        assertEquals(agent + plain, rewritten.toString(), message);
      }
    }
  }

  /** What goes into the request line. */
  private static String sent(HttpUrl url) {
    String query = url.encodedQuery();
    return url.encodedPath() + (query == null ? "" : "?" + query);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1:5000,                http://pool/x,        http://10.0.0.1:5000/x",
    "10.0.0.1:5000,                https://pool/x,       http://10.0.0.1:5000/x",
    "10.0.0.1:5000,                http://pool:8080/x,   http://10.0.0.1:5000/x",
    "10.0.0.1:80,                  https://pool:443/x,   http://10.0.0.1/x",
    "https://agent.test,           http://pool/x,        https://agent.test/x",
    "https://agent.test:8443,      http://pool:80/x,     https://agent.test:8443/x",
    "http://agent.test,            https://pool/x,       http://agent.test/x",
    "http://agent.test:443,        https://pool/x,       http://agent.test:443/x",
    "[::1]:5000,                   http://pool/x?y,      http://[::1]:5000/x?y",
    "http://[2001:db8::7]/base,    http://pool/,         http://[2001:db8::7]/base/",
    "http://agent.test/a/b,        http://pool/x/?y=%2F, http://agent.test/a/b/x/?y=%2F",
    "http://agent.test/a%2Fb,      http://pool//x,       http://agent.test/a%2Fb//x",
    "http://agent.test/a;b,        http://POOL/x,        http://agent.test/a;b/x",
  })
  void theAgentGivesSchemeHostPortAndBasePath(String agent, String url, String expected)
      throws IOException {
    try (Rewriting rewriting = new Rewriting(agent)) {
      assertEquals(expected, rewriting.at(url).toString());
    }
  }

  /** A client that catches the URL behind the interceptor, where no network is needed. */
  private static final class Rewriting implements AutoCloseable {
    private final AgentPool pool;
    private final OkHttpClient client;

    Rewriting(String agentHost) {
      pool = AgentPool.builder("pool").agent("a", agentHost).build();
      client = new OkHttpClient.Builder()
          .addInterceptor(AgentPoolInterceptor.of(pool))
          .addInterceptor(chain -> new Response.Builder()
              .request(chain.request())
              .protocol(Protocol.HTTP_1_1)
              .code(200)
              .message("caught")
              .body(ResponseBody.create(chain.request().url().toString(), null))
              .build())
          .build();
    }

    HttpUrl of(String target) throws IOException {
      return at("http://pool" + target);
    }

    HttpUrl at(String url) throws IOException {
      Request request = new Request.Builder().url(url).build();
      try (Response response = client.newCall(request).execute()) {
        return HttpUrl.get(response.body().string());
      }
    }

    @Override
    public void close() {
      pool.close();
    }
  }
}
