package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.FailoverConfig;
import ai.openclaw.lb.config.StreamFormat;
import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With {@code stream: sse} an error inside an answer of 200 counts as one. */
class EventStreamTest {
  private static final FailoverConfig SSE = Balanced.QUICK.withStream(StreamFormat.SSE);
  private static final String TYPE = "Content-Type: text/event-stream; charset=utf-8";
  private static final String ROLE =
      "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n";
  private static final String OVERLOADED =
      "event: error\ndata: {\"error\":{\"type\":\"overloaded_error\"}}\n\n";
  private static final String BROKEN = "data: {\"error\":{\"type\":\"api_error\"}}\n\n";
  private static final String DONE = "data: [DONE]\n\n";

  private final ScriptedAgent first = ScriptedAgent.start("first");
  private final ScriptedAgent second = ScriptedAgent.start("second", stream("data: second\n\n"));
  private final Balanced balanced = Balanced.over(SSE, first, second);

  @AfterEach
  void close() {
    try {
      balanced.assertNothingInFlight();
    } finally {
      balanced.close();
    }
  }

  private static Script stream(String... events) {
    return exchange -> {
      exchange.write(Scripts.head(200, TYPE, "Transfer-Encoding: chunked") + "\r\n");
      for (String event : events) {
        exchange.chunk(event);
      }
      exchange.lastChunk();
    };
  }

  private String text(Request request) throws IOException {
    try (Response response = balanced.call(request).execute()) {
      return response.body().string();
    }
  }

  @Test
  void anAgentThatIsOverloadedRefusesAnyCall() throws IOException {
    first.usually(stream(": ping\n\n", ROLE, OVERLOADED, DONE));
    assertEquals("data: second\n\n", text(Balanced.post("x")));
    assertEquals(1, balanced.status(first).failures());
    assertEquals(1, second.requestCount());
  }

  @Test
  void anotherErrorMovesOnWhatIsIdempotent() throws IOException {
    first.usually(stream(BROKEN, DONE));
    assertEquals("data: second\n\n", text(Balanced.get()));
    assertEquals(1, balanced.status(first).failures());
  }

  @Test
  void anotherErrorIsThePostersToSee() throws IOException {
    first.usually(stream(BROKEN, DONE));
    assertEquals(BROKEN + DONE, text(Balanced.post("x")));
    assertEquals(1, balanced.status(first).failures());
    assertEquals(0, second.requestCount());
  }

  @Test
  void anErrorOfTheCallersBlamesNobody() throws IOException {
    String invalid = "data: {\"error\":{\"type\":\"invalid_request_error\"}}\n\n";
    first.usually(stream(invalid));
    assertEquals(invalid, text(Balanced.get()));
    assertEquals(0, balanced.failures());
  }

  @Test
  void withoutAnotherAgentTheErrorPassesAsItIs() throws IOException {
    balanced.pool.drain("second");
    first.usually(stream(ROLE, OVERLOADED, DONE));
    assertEquals(ROLE + OVERLOADED + DONE, text(Balanced.post("x")));
    assertEquals(3, balanced.status(first).failures());
    assertEquals(3, first.requestCount());
  }

  @Test
  void anErrorAfterContentIsOnlyCharged() throws IOException {
    String content = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";
    first.usually(stream(ROLE, content, OVERLOADED));
    assertEquals(ROLE + content + OVERLOADED, text(Balanced.get()));
    assertEquals(1, balanced.status(first).failures());
    assertEquals(0, second.requestCount());
  }

  @Test
  void anErrorThatEndsABodyOfKnownLengthIsCharged() throws IOException {
    first.usually(Scripts.answer(200, "data: hi\n\n" + OVERLOADED, TYPE));
    assertEquals("data: hi\n\n" + OVERLOADED, text(Balanced.get()));
    assertEquals(1, balanced.status(first).failures());
  }

  /** Each event is sent when the one before has been read. */
  @Test
  void eventsPassAsTheyCome() throws IOException {
    int events = 20;
    CountDownLatch[] read = new CountDownLatch[events];
    first.usually(exchange -> {
      exchange.write(Scripts.head(200, TYPE, "Transfer-Encoding: chunked") + "\r\n");
      for (int i = 0; i < events; i++) {
        exchange.chunk("data: " + i + "\n\n");
        Exchange.await(read[i]);
      }
      exchange.lastChunk();
    });
    for (int i = 0; i < events; i++) {
      read[i] = new CountDownLatch(1);
    }
    try (Response response = balanced.call(Balanced.get()).execute()) {
      BufferedSource body = response.body().source();
      for (int i = 0; i < events; i++) {
        assertEquals("data: " + i, body.readUtf8LineStrict());
        assertEquals("", body.readUtf8LineStrict());
        assertEquals(1, balanced.inFlight());
        read[i].countDown();
      }
      assertTrue(body.exhausted());
    }
    assertEquals(0, balanced.failures());
  }

  @Test
  void aStreamThatBreaksBeforeContentMovesOn() throws IOException {
    CountDownLatch now = new CountDownLatch(0);
    first.usually(exchange -> {
      exchange.write(Scripts.head(200, TYPE, "Transfer-Encoding: chunked") + "\r\n");
      exchange.chunk(ROLE);
      Exchange.await(now);
      exchange.reset();
    });
    assertEquals("data: second\n\n", text(Balanced.get()));
    assertEquals(1, balanced.status(first).failures());
  }

  @Test
  void aStreamThatBreaksAfterContentIsTheAgentsFailure() throws IOException {
    CountDownLatch now = new CountDownLatch(1);
    first.usually(exchange -> {
      exchange.write(Scripts.head(200, TYPE, "Transfer-Encoding: chunked") + "\r\n");
      exchange.chunk("data: hi\n\n");
      Exchange.await(now);
      exchange.reset();
    });
    try (Response response = balanced.call(Balanced.get()).execute()) {
      assertEquals("data: hi\n\n", response.body().source().readUtf8(10));
      now.countDown();
      assertThrows(IOException.class, () -> response.body().source().readUtf8());
    }
    assertEquals(1, balanced.status(first).failures());
  }

  @Test
  void aStreamThatIsClosedUnreadEnds() throws IOException {
    first.usually(stream("data: hi\n\n"));
    balanced.call(Balanced.get()).execute().close();
    assertEquals(0, balanced.failures());
  }

  @Test
  void aStreamThatEndsBeforeContentPasses() throws IOException {
    first.usually(stream(": ping\n\n"));
    assertEquals(": ping\n\n", text(Balanced.get()));
    assertEquals(0, balanced.failures());
  }

  @Test
  void aLongBeginningIsWaitedForNoLonger() throws IOException {
    String pings = ": ping\n\n".repeat(EventScanner.MAX_EVENT_BYTES / 8);
    CountDownLatch got = new CountDownLatch(1);
    first.usually(exchange -> {
      exchange.write(Scripts.head(200, TYPE, "Transfer-Encoding: chunked") + "\r\n");
      exchange.chunk(pings);
      Exchange.await(got);
      exchange.chunk(OVERLOADED);
      exchange.lastChunk();
    });
    try (Response response = balanced.call(Balanced.get()).execute()) {
      got.countDown();
      assertEquals(pings + OVERLOADED, response.body().string());
    }
    assertEquals(1, balanced.status(first).failures());
  }

  @Test
  void aStreamThatIsPackedIsReadUnpacked() throws IOException {
    Buffer packed = new Buffer();
    Okio.buffer(new GzipSink(packed)).writeUtf8(OVERLOADED).close();
    byte[] bytes = packed.readByteArray();
    first.usually(exchange -> {
      exchange.write(
          Scripts.head(200, TYPE, "Content-Encoding: gzip", "Content-Length: " + bytes.length)
              + "\r\n");
      exchange.write(bytes);
    });
    assertEquals("data: second\n\n", text(Balanced.post("x")));
    assertEquals(1, balanced.status(first).failures());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Type: text/plain", "X-No: type"})
  void anotherTypeIsNotLookedInto(String type) throws IOException {
    first.usually(Scripts.answer(200, OVERLOADED, type));
    assertEquals(OVERLOADED, text(Balanced.get()));
    assertEquals(0, balanced.failures());
  }

  @Test
  void withoutTheSettingNothingIsLookedInto() throws IOException {
    first.usually(stream(OVERLOADED));
    try (Balanced plain = Balanced.over(first)) {
      assertEquals(OVERLOADED, plain.text());
      plain.assertNothingInFlight();
      assertEquals(0, plain.failures());
    }
  }
}
