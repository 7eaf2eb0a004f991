package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of each kind of call after each kind of failure of its first agent. */
class FailoverTest {
  private static final String BODY = "{\"所有\": 1}";

  /** Failures of an agent by name; null for an agent that is not even reached. */
  private static final Map<String, Script> FAULTS = Map.of(
      "reset", Scripts.reset(),
      "finish", Scripts.finish(),
      "mid-headers", Scripts.finishMidHeaders(),
      "garbage", Scripts.garbage(),
      "429", Scripts.answer(429, "429"),
      "500", Scripts.answer(500, "500"),
      "502", Scripts.answer(502, "502"),
      "503", Scripts.answer(503, "503"),
      "504", Scripts.answer(504, "504"));

  private static final List<String> LOST =
      List.of("reset", "finish", "mid-headers", "garbage", "502", "504");
  private static final List<String> REFUSED = List.of("429", "503");

  /** The kinds of calls, by how the reference table of replays tells them apart. */
  enum Kind {
    GET,
    PUT,
    POST,
    KEYED_POST,
    ONE_SHOT_POST,
    ONE_SHOT_PUT;

    Request request() {
      Request.Builder request = new Request.Builder().url(Balanced.URL);
      return switch (this) {
        case GET -> request.build();
        case PUT -> request.put(RequestBody.create(BODY, null)).build();
        case POST -> request.post(RequestBody.create(BODY, null)).build();
        case KEYED_POST ->
          request
              .header("Idempotency-Key", "k")
              .post(RequestBody.create(BODY, null))
              .build();
        case ONE_SHOT_POST -> request.post(new OneShotBody(BODY)).build();
        case ONE_SHOT_PUT -> request.put(new OneShotBody(BODY)).build();
      };
    }

    boolean oneShot() {
      return this == ONE_SHOT_POST || this == ONE_SHOT_PUT;
    }

    boolean idempotent() {
      return this == GET || this == PUT || this == KEYED_POST;
    }
  }

  static Stream<Arguments> cases() {
    return Stream.concat(Stream.of("refused"), FAULTS.keySet().stream().sorted())
        .flatMap(fault -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(fault, kind)));
  }

  private static boolean movesOn(String fault, Kind kind) {
    return fault.equals("refused")
        || (REFUSED.contains(fault) && !kind.oneShot())
        || (LOST.contains(fault) && kind.idempotent());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theSecondAgentIsAskedExactlyWhereThatIsSafe(String fault, Kind kind) throws IOException {
    try (ScriptedAgent first = fault.equals("refused")
            ? ScriptedAgent.refusing("first")
            : ScriptedAgent.start("first", FAULTS.get(fault));
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(first, second)) {
      String seen = callerSees(balanced, kind.request());
      assertEquals(fault.equals("refused") ? 0 : 1, first.requestCount());
      if (movesOn(fault, kind)) {
        assertEquals("second after 2", seen);
        assertEquals(1, second.requestCount());
        assertEquals(kind == Kind.GET ? "" : BODY, second.requests().get(0).body());
      } else {
        String expected = FAULTS.get(fault) != null && Character.isDigit(fault.charAt(0))
            ? fault + " after 1"
            : "IOException";
        assertEquals(expected, seen);
        assertEquals(0, second.requestCount());
      }
      balanced.assertNothingInFlight();
      boolean blamed = !fault.equals("429");
      assertEquals(blamed ? 1 : 0, balanced.status(first).failures());
      assertEquals(0, balanced.status(second).failures());
      assertEquals(1, balanced.pool.status().requests());
    }
  }

  private static String callerSees(Balanced balanced, Request request) {
    try (Response response = balanced.call(request).execute()) {
      assertNull(response.header("X-OpenClaw-Fallback"));
      return response.body().string() + " after " + response.header("X-OpenClaw-Attempts");
    } catch (IOException e) {
      return "IOException";
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anAgentThatResetsEveryConnectionAtOnceLosesNoIdempotentCall(Kind kind) {
    try (ScriptedAgent first = ScriptedAgent.start("first").resetAtAccept();
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(first, second)) {
      String seen = callerSees(balanced, kind.request());
      // Whether the reset came before anything was sent is beyond anyone's control but for this.
      if (kind.idempotent()) {
        assertEquals("second after 2", seen);
      }
      assertTrue(second.requestCount() <= 1);
      second
          .requests()
          .forEach(request -> assertEquals(kind == Kind.GET ? "" : BODY, request.body()));
      balanced.assertNothingInFlight();
      assertEquals(1, balanced.status(first).failures());
    }
  }

  static Stream<Kind> kinds() {
    return Arrays.stream(Kind.values());
  }
}
