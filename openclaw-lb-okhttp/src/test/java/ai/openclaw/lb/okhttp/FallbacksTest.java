package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ai.openclaw.lb.config.FallbackResponse;
import java.io.IOException;
import java.time.Duration;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FallbacksTest {
  private static final FallbackResponse LATER = new FallbackResponse(503, "später");

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT0.000000001S, 1", "PT1S, 1", "PT1.001S, 2", "PT5M, 300"})
  void theTimeToComeBackIsInWholeSecondsAndNeverTooEarly(Duration time, String header) {
    try (Response response = Fallbacks.response(Balanced.get(), LATER, "all_cooling", time)) {
      assertEquals(header, response.header("Retry-After"));
    }
  }

  @Test
  void whereTheTimeIsUnknownNothingIsSaidOfIt() {
    try (Response response = Fallbacks.response(Balanced.get(), LATER, "none_healthy", null)) {
      assertNull(response.header("Retry-After"));
    }
  }

  @Test
  void anAnswerToHeadHasNoBody() throws IOException {
    try (Response response = Fallbacks.response(
        Balanced.get().newBuilder().head().build(), LATER, "none_healthy", null)) {
      assertEquals(503, response.code());
      assertEquals(0, response.body().bytes().length);
      assertEquals("text/plain; charset=utf-8", response.header("Content-Type"));
    }
  }
}
