package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a response's status and {@code Retry-After} are read. */
class OutcomesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0                             | PT0S",
        "7                             | PT7S",
        "+7                            | PT7S",
        "' 7 '                         | PT7S",
        "-7                            | PT0S",
        "-99999999999999999999         | PT0S",
        "299                           | PT4M59S",
        "301                           | PT5M",
        "1000000000000                 | PT5M",
        "99999999999999999999999999999 | PT5M",
        "7.5                           | PT5S",
        "soon                          | PT5S",
        "''                            | PT5S",
        "Sun, 06 Nov 1994 08:49:47 GMT | PT10S",
        "Sun, 06 Nov 1994 08:49:27 GMT | PT0S",
        "Sun, 06 Nov 1994 09:49:37 GMT | PT5M",
        "Sun, 06 Nov 9994 09:49:37 GMT | PT5M",
      })
  void retryAfterIsCapped(String header, String pause) {
    for (int status : new int[] {429, 503}) {
      Response response = response(status)
          .header("Date", "Sun, 06 Nov 1994 08:49:37 GMT")
          .header("Retry-After", header)
          .build();
      String expected = "status " + status + ", retry after " + pause;
      assertEquals(expected, Outcomes.of(response).toString());
    }
  }

  @Test
  void aNumberOfManyThousandDigitsIsCappedToo() {
    Response response = response(503).header("Retry-After", "9".repeat(200_000)).build();
    assertEquals("status 503, retry after PT5M", Outcomes.of(response).toString());
  }

  @Test
  void withoutDateTheTimeOfReceiptCounts() {
    Response response = response(503)
        .receivedResponseAtMillis(784_111_777_000L)
        .header("Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT")
        .build();
    assertEquals("status 503, retry after PT3S", Outcomes.of(response).toString());
  }

  @ParameterizedTest
  @CsvSource({"200", "301", "404", "408", "500", "502", "504"})
  void otherStatusesHaveNoPause(int status) {
    Response response = response(status).header("Retry-After", "7").build();
    assertEquals("status " + status, Outcomes.of(response).toString());
  }

  private static Response.Builder response(int status) {
    return new Response.Builder()
        .request(new Request.Builder().url("http://agent.test/").build())
        .protocol(Protocol.HTTP_1_1)
        .code(status)
        .message("x");
  }
}
