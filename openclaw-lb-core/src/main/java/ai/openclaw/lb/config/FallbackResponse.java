package ai.openclaw.lb.config;

/**
 * What a caller gets when no agent can answer. Immutable.
 *
 * @param status its status code, 200 to 599
 * @param body its body, byte for byte, as UTF-8; may be empty
 */
public record FallbackResponse(int status, String body) {
  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if the status is out of range, or the body holds control
   *     characters other than tab and line breaks
   */
  public FallbackResponse {
    Rules.FALLBACK_STATUS.check("status", status);
    Rules.TEXT.check("body", body);
  }
}
