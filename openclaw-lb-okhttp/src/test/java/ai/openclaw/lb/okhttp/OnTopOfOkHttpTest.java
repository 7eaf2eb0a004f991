package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import okhttp3.Cache;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okhttp3.sse.EventSource;
import okhttp3.sse.EventSourceListener;
import okhttp3.sse.EventSources;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import retrofit2.Call;
import retrofit2.Retrofit;
import retrofit2.http.Body;
import retrofit2.http.GET;
import retrofit2.http.POST;
import retrofit2.http.Query;
import retrofit2.http.Streaming;
import retrofit2.http.Tag;

/** What others build on OkHttp works unchanged. */
class OnTopOfOkHttpTest {
  private final ScriptedAgent dead = ScriptedAgent.refusing("dead");
  private final ScriptedAgent agent = ScriptedAgent.start("a");

  @AfterEach
  void close() {
    dead.close();
    agent.close();
  }

  interface Agents {
    @GET("v1/models")
    Call<ResponseBody> models(@Query("q") String query, @Tag RequestContext context);

    @Streaming
    @POST("v1/chat")
    Call<ResponseBody> chat(@Body RequestBody question);
  }

  @Test
  void retrofitIsBalancedByItsBaseUrl() throws IOException {
    try (Balanced balanced = Balanced.over(dead, agent)) {
      Agents agents = new Retrofit.Builder()
          .baseUrl("http://pool/")
          .client(balanced.client)
          .build()
          .create(Agents.class);
      try (ResponseBody models =
          agents.models("a b", RequestContext.EMPTY).execute().body()) {
        assertEquals("a", models.string());
      }
      assertEquals("/v1/models?q=a%20b", agent.requests().get(0).target());
      try (ResponseBody answer =
          agents.chat(RequestBody.create("hi", null)).execute().body()) {
        assertEquals(1, balanced.inFlight());
        assertEquals("a", answer.string());
      }
      assertEquals("hi", agent.requests().get(1).body());
      Invariants.of(balanced).calls(2).nothingIsLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventSourcesGetEachEventAndEnd(StreamFormat format) throws Exception {
    agent.usually(Scripts.answer(
        200, "data: one\n\nid: 2\ndata: two\n\n", "Content-Type: text/event-stream"));
    Events events = new Events();
    try (Balanced balanced = Balanced.over(Balanced.QUICK.withStream(format), dead, agent)) {
      EventSource source =
          EventSources.createFactory(balanced.client).newEventSource(Balanced.get(), events);
      assertEquals("closed", events.end.get(30, TimeUnit.SECONDS));
      assertEquals(List.of("one", "two"), events.data);
      Invariants.of(balanced).calls(1).attempts(1, 1).failures(1, 0).nothingIsLeft();
      source.cancel();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventSourceThatIsCancelledBlamesNobody(StreamFormat format) throws Exception {
    agent.usually(exchange -> {
      exchange.write(
          Scripts.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
              + "\r\n");
      exchange.chunk("data: one\n\n");
      exchange.awaitEnd();
    });
    Events events = new Events();
    try (Balanced balanced = Balanced.over(Balanced.QUICK.withStream(format), agent)) {
      EventSource source =
          EventSources.createFactory(balanced.client).newEventSource(Balanced.get(), events);
      Balanced.until("no event", () -> !events.data.isEmpty());
      assertEquals(1, balanced.inFlight());
      source.cancel();
      events.end.get(30, TimeUnit.SECONDS);
      Invariants.of(balanced).calls(1).attempts(1, 0).failures(0).nothingIsLeft();
    }
  }

  /** The cache answers before an agent would; what it can't answer is balanced. */
  @Test
  void aCacheInFrontAnswersWithoutAnAgent(@TempDir Path directory) throws IOException {
    agent.usually(Scripts.answer(200, "kept", "Cache-Control: max-age=3600"));
    try (Cache cache = new Cache(directory.toFile(), 1_000_000);
        Balanced balanced = Balanced.over(Balanced.QUICK, client -> client.cache(cache), agent)) {
      assertEquals("kept", balanced.text());
      assertEquals("kept", balanced.text());
      assertEquals(1, agent.requestCount());
      assertEquals(1, cache.hitCount());
      Invariants.of(balanced).failures(0).nothingIsLeft();
    }
  }

  private static final class Events extends EventSourceListener {
    private final List<String> data = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    @Override
    public void onEvent(EventSource source, String id, String type, String text) {
      data.add(text);
    }

    @Override
    public void onClosed(EventSource source) {
      end.complete("closed");
    }

    @Override
    public void onFailure(EventSource source, Throwable thrown, Response response) {
      end.complete("failed: " + thrown);
    }
  }
}
