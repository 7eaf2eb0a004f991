package ai.openclaw.lb.okhttp;

import okhttp3.Request;
import okhttp3.Response;

/** What the caller's response tells of the way that it came. */
final class Labels {
  private Labels() {}

  /**
   * The response with its agent, unless another server gave it, and the number of attempts.
   *
   * @param asked the caller's request
   */
  static Response on(Response response, Attempt attempt, Request asked, int attempts) {
    Response.Builder labelled = response
        .newBuilder()
        .header(AgentPoolInterceptor.AGENT_HEADER, attempt.lease().agent().id())
        .header(AgentPoolInterceptor.ATTEMPTS_HEADER, Integer.toString(attempts))
        .removeHeader(AgentPoolInterceptor.FALLBACK_HEADER);
    if (attempt.passage().isElsewhere()) {
      labelled.removeHeader(AgentPoolInterceptor.AGENT_HEADER);
    }
    // Links that the caller resolves against the response's URL stay balanced, unless it was
    // redirected.
    if (response.request().url().equals(attempt.passage().url())) {
      labelled.request(asked);
    }
    return labelled.build();
  }
}
