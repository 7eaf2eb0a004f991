package ai.openclaw.lb.config;

import org.jspecify.annotations.Nullable;

/**
 * What a call gets that is over its pool's quota, beside a {@code Retry-After}. Immutable.
 *
 * @param status its status code, 200 to 599
 * @param body its body, byte for byte, as UTF-8; null for a JSON object that names the pool
 */
public record OverQuotaResponse(int status, @Nullable String body) {
  /** 429, with a body that names the pool. */
  public static final OverQuotaResponse DEFAULT = new OverQuotaResponse(429, null);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if the status is out of range, or the body holds control
   *     characters other than tab and line breaks
   */
  public OverQuotaResponse {
    Rules.FALLBACK_STATUS.check("status", status);
    if (body != null) {
      Rules.TEXT.check("body", body);
    }
  }
}
