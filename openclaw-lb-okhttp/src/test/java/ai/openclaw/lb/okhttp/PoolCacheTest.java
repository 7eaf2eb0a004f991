package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.Cache;
import okhttp3.CacheControl;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client's cache has one entry for the pool, whichever agent is asked. */
class PoolCacheTest {
  private static final String FRESH = "Cache-Control: max-age=1000";
  private static final String CHECKED = "Cache-Control: max-age=0";

  private final ScriptedAgent a = ScriptedAgent.start("a", Scripts.answer(200, "a", FRESH));
  private final ScriptedAgent b = ScriptedAgent.start("b", Scripts.answer(200, "b", FRESH));

  @TempDir
  Path folder;

  private Cache cache;
  private Balanced balanced;

  @BeforeEach
  void open() {
    cache = new Cache(folder.toFile(), 1_000_000);
    balanced = Balanced.over(Balanced.QUICK, client -> client.cache(cache), a, b);
  }

  @AfterEach
  void close() throws IOException {
    balanced.assertNothingInFlight();
    assertEquals(0, balanced.failures());
    balanced.close();
    cache.close();
  }

  private int requests() {
    return a.requestCount() + b.requestCount();
  }

  private String send(Request request) throws IOException {
    try (Response response = balanced.call(request).execute()) {
      return response.body().string();
    }
  }

  private List<String> entries() throws IOException {
    List<String> urls = new ArrayList<>();
    cache.urls().forEachRemaining(urls::add);
    return urls;
  }

  @Test
  void whatOneAgentAnsweredIsFreshForAll() throws IOException {
    for (int i = 0; i < 4; i++) {
      assertEquals("a", balanced.text(), "call " + i);
    }
    assertEquals(1, requests());
    assertEquals(List.of(Balanced.URL), entries());
    assertEquals(3, cache.hitCount());
  }

  @Test
  void aHitKeepsThePoolsUrl() throws IOException {
    assertEquals("a", balanced.text());
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertNull(response.networkResponse());
      assertNotNull(response.cacheResponse());
      assertEquals(HttpUrl.get(Balanced.URL), response.request().url());
      assertEquals("max-age=1000", response.header("Cache-Control"));
    }
  }

  @Test
  void anyAgentConfirmsWhatAnotherHasAnswered() throws IOException {
    a.next(Scripts.answer(200, "checked", CHECKED, "ETag: \"1\""));
    b.next(Scripts.bodiless(304));
    assertEquals("checked", balanced.text());
    assertEquals("checked", balanced.text());
    assertEquals("\"1\"", b.requests().get(0).header("If-None-Match"));
    assertEquals(1, balanced.status(a).requests());
    assertEquals(1, balanced.status(b).requests());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void otherMethodsAreNeitherStoredNorAnsweredFromAnEntry(String method) throws IOException {
    assertEquals("a", balanced.text());
    Request other = Balanced.post("x")
        .newBuilder()
        .method(method, Balanced.post("x").body())
        .build();
    assertEquals("b", send(other));
    assertEquals("a", send(other));
    assertEquals(3, requests());
    assertEquals(requests(), balanced.attempts());
  }

  @Test
  void aHeadIsNotAnsweredByAGetsEntry() throws IOException {
    assertEquals("a", balanced.text());
    Request head = Balanced.get().newBuilder().head().build();
    assertEquals("", send(head));
    assertEquals("", send(head));
    assertEquals(3, requests());
  }

  @Test
  void aRedirectIsFollowedAnewAndItsTargetIsNoEntryOfThePools() throws IOException {
    for (int i = 0; i < 3; i++) {
      ScriptedAgent next = i % 2 == 0 ? a : b;
      next.next(Scripts.answer(301, "", "Location: http://pool/next", FRESH));
      next.next(Scripts.answer(200, "target " + i, FRESH));
      try (Response response = balanced.call(Balanced.get()).execute()) {
        assertEquals("target " + i, response.body().string());
        assertEquals("max-age=1000", response.header("Cache-Control"));
      }
    }
    assertEquals(6, requests());
    assertEquals(List.of(), entries());
  }

  @Test
  void noConditionOfAnEntryIsAskedOfARedirectsTarget() throws IOException {
    a.next(Scripts.answer(200, "old", CHECKED, "ETag: \"1\""));
    assertEquals("old", balanced.text());
    b.next(Scripts.answer(302, "", "Location: /next"), Scripts.answer(200, "new"));
    assertEquals("new", balanced.text());
    assertEquals("\"1\"", b.requests().get(0).header("If-None-Match"));
    assertNull(b.requests().get(1).header("If-None-Match"));
  }

  @Test
  void theCallersOwnConditionsStay() throws IOException {
    Request request =
        Balanced.get().newBuilder().header("If-None-Match", "\"own\"").build();
    a.next(Scripts.answer(302, "", "Location: /next"), Scripts.answer(200, "new"));
    assertEquals("new", send(request));
    assertEquals("\"own\"", a.requests().get(1).header("If-None-Match"));
  }

  @Test
  void theCallersOwnKeyStays() throws IOException {
    HttpUrl key = HttpUrl.get("http://key.test/");
    Request request = Balanced.get().newBuilder().cacheUrlOverride(key).build();
    assertEquals("a", send(request));
    assertEquals("a", send(request));
    assertEquals(List.of("http://key.test/"), entries());
  }

  @Test
  void anotherSchemeThanTheAgentsIsCachedToo() throws IOException {
    Request https =
        Balanced.get().newBuilder().url(Balanced.URL.replace("http:", "https:")).build();
    assertEquals("a", send(https));
    assertEquals("a", send(https));
    assertEquals(1, requests());
    assertEquals(List.of(Balanced.URL), entries());
  }

  @Test
  void aMissThatMayNotAskAnAgentSaysNothingOfAny() throws IOException {
    Request onlyCached =
        Balanced.get().newBuilder().cacheControl(CacheControl.FORCE_CACHE).build();
    try (Response response = balanced.call(onlyCached).execute()) {
      assertEquals(504, response.code());
    }
    assertEquals(0, requests());
    assertEquals("b", balanced.text());
    assertEquals("b", send(onlyCached));
    assertEquals(1, requests());
  }

  @Test
  void withoutInstallEachAgentHasItsEntry() throws IOException {
    OkHttpClient bare = new OkHttpClient.Builder()
        .cache(cache)
        .addInterceptor(AgentPoolInterceptor.of(balanced.pool))
        .build();
    for (String expected : List.of("a", "b", "a", "b")) {
      try (Response response = bare.newCall(Balanced.get()).execute()) {
        assertEquals(expected, response.body().string());
      }
    }
    assertEquals(2, requests());
    bare.connectionPool().evictAll();
  }
}
