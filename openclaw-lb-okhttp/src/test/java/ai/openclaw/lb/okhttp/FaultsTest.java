package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.util.stream.Stream;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Answers that break HTTP: the caller gets one end, the right agent is blamed, and all is as before
 * when the fault is over. {@code FailoverTest} has the plain failures.
 */
class FaultsTest {
  private static final String FLOOD = "X-Flood: " + "x".repeat(8000) + "\r\n";

  private final ScriptedAgent first = ScriptedAgent.start("first");
  private final ScriptedAgent second = ScriptedAgent.start("second");
  private final Balanced balanced = Balanced.over(first, second);

  @AfterEach
  void close() {
    balanced.close();
  }

  static Stream<Arguments> lost() {
    return Stream.of(
        Arguments.of("header flood", script("HTTP/1.1 200 OK\r\n" + FLOOD.repeat(100))),
        Arguments.of("no status", script("HTTP/1.1 \r\n\r\n")),
        Arguments.of("status of no number", script("HTTP/1.1 2x0 OK\r\n\r\n")),
        Arguments.of(
            "204 with a body", script(Scripts.head(204, "Content-Length: 5") + "\r\nhello")),
        Arguments.of("1xx and no more", script("HTTP/1.1 103 Early Hints\r\n\r\n")),
        Arguments.of("a TLS alert", script("\u0015\u0003\u0001\u0000\u0002\u0002\u0046")));
  }

  private static Script script(String bytes) {
    return exchange -> {
      exchange.write(bytes);
      exchange.finish();
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lost")
  void aGetMovesOn(String fault, Script script) throws IOException {
    first.next(script);
    assertEquals("second", end(Balanced.get()));
    Invariants.of(balanced).calls(1).attempts(2, 0).failures(1, 0).nothingIsLeft();
    assertAllIsAsBefore();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lost")
  void aPostDoesNot(String fault, Script script) throws IOException {
    first.next(script);
    assertEquals("failed", end(Balanced.post("x")));
    assertEquals(0, second.requestCount());
    Invariants.of(balanced).calls(1).attempts(1, 0).failures(1, 0).nothingIsLeft();
    assertAllIsAsBefore();
  }

  static Stream<Arguments> passing() {
    return Stream.of(
        Arguments.of(
            "hints", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok("body"), "body", 0),
        Arguments.of("100 unasked", "HTTP/1.1 100 Continue\r\n\r\n" + ok("body"), "body", 0),
        Arguments.of(
            "304 with a body", Scripts.head(304, "Content-Length: 4") + "\r\nbody", "body", 0),
        Arguments.of("status 600", "HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n", "", 1),
        Arguments.of("status 999", "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "", 1),
        Arguments.of("status 099", "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", "", 0),
        Arguments.of("no reason", "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "", 0));
  }

  private static String ok(String body) {
    return Scripts.head(200, "Content-Length: " + body.length()) + "\r\n" + body;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("passing")
  void anOddAnswerPasses(String fault, String bytes, String body, int failures) throws IOException {
    first.next(exchange -> exchange.write(bytes));
    assertEquals(body, end(Balanced.post("x")));
    Invariants.of(balanced).calls(1).attempts(1, 0).failures(failures, 0).nothingIsLeft();
    assertAllIsAsBefore();
  }

  /** One end for the caller: the answer's body, or a failure. */
  private String end(Request request) {
    try (Response response = balanced.call(request).execute()) {
      return response.body().string();
    } catch (IOException e) {
      return "failed";
    }
  }

  /** Both agents get their even share again. */
  private void assertAllIsAsBefore() throws IOException {
    int firsts = 0;
    for (int i = 0; i < 20; i++) {
      firsts += balanced.text().equals("first") ? 1 : 0;
    }
    assertEquals(10, firsts);
    Invariants.of(balanced).nothingIsLeft();
  }
}
