package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamEventTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "[DONE]",
        "{",
        "{}",
        "[{\"error\":1}]",
        "{\"error\":null}",
        "{\"error\":\"\"}",
        "{\"error\":false}",
        "{\"text\":{\"error\":\"quoted\"}}",
        "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"h\"}}]}",
        "{\"choices\":[{\"delta\":{\"tool_calls\":[{}]}}]}",
        "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
        "{\"choices\":[{\"text\":\"h\"}]}"
      })
  void isContent(String data) {
    assertTrue(StreamEvent.of("", data).content());
    assertNull(StreamEvent.of("", data).error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ping                 | {\"type\":\"ping\"}",
        "message_start        | {\"type\":\"message_start\",\"message\":{}}",
        "response.created     | {}",
        "response.in_progress | {}",
        "''                   | {\"choices\":[]}",
        "''                   | {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}",
        "'' | {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}"
      })
  void hasMerelyBegun(String type, String data) {
    assertFalse(StreamEvent.of(type, data).content());
    assertNull(StreamEvent.of(type, data).error());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "502 | ''              | {\"error\":\"boom\"}",
        "502 | ''              | {\"error\":{\"message\":\"overloaded, said the prompt\"}}",
        "502 | ''              | {\"error\":{\"type\":\"authentication_error\"}}",
        "502 | ''              | {\"error\":{\"type\":\"api_error\",\"code\":null}}",
        "503 | ''              | {\"error\":{\"type\":\"overloaded_error\"}}",
        "503 | ''              | {\"error\":{\"type\":\"service_unavailable\"}}",
        "503 | ''              | {\"error\":{\"code\":503}}",
        "503 | ''              | {\"error\":{\"code\":529}}",
        "503 | ''              | {\"error\":{\"status\":\"UNAVAILABLE\"}}",
        "429 | ''              | {\"error\":{\"code\":\"rate_limit_exceeded\"}}",
        "429 | ''              | {\"error\":{\"code\":\"429\"}}",
        "500 | ''              | {\"error\":{\"code\":500,\"type\":\"rate_limit\"}}",
        "502 | ''              | {\"error\":{\"code\":99999999999999}}",
        "400 | ''              | {\"error\":{\"type\":\"invalid_request_error\"}}",
        "502 | error           | it broke",
        "502 | error           | {\"half\":",
        "503 | error           | {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}",
        "502 | response.failed | {}",
        "429 | response.failed | {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"rate_limit_exceeded\"}}}"
      })
  void isAnErrorAsOfAStatus(int status, String type, String data) {
    StreamEvent event = StreamEvent.of(type, data);
    assertFalse(event.content());
    assertNotNull(event.error());
    assertEquals("status " + status, event.error().toString());
  }
}
