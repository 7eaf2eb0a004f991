package ai.openclaw.lb.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a healthy agent answers a probe. Immutable.
 *
 * @param status its status code
 * @param bodyContains text that stands somewhere in the body; null where any body will do
 */
public record ExpectedAnswer(
    ExpectedStatus status, @Nullable String bodyContains) {
  /** Any status 2xx, any body. */
  public static final ExpectedAnswer SUCCESS = new ExpectedAnswer(ExpectedStatus.of("2xx"), null);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if the text is blank or holds control characters
   */
  public ExpectedAnswer {
    Objects.requireNonNull(status, "expected_status");
    if (bodyContains != null) {
      Rules.NON_EMPTY_TEXT.check("expected_body_contains", bodyContains);
    }
  }
}
