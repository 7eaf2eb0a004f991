package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Replay;
import java.io.IOException;
import okhttp3.Interceptor.Chain;
import okhttp3.Request;
import okhttp3.Response;

/** Sends the requests of attempts, within their time limits. */
final class Sender {
  private Sender() {}

  static Response send(Attempt attempt, Chain chain, Request request, Replay replay)
      throws IOException {
    AttemptTimeout timeout = attempt.timeout();
    return timeout == null
        ? processed(attempt, chain, request, replay)
        : timeout.proceed(chain, limited -> processed(attempt, limited, request, replay));
  }

  /**
   * Sends it again to the same agent, once, where that had not looked at it. So does OkHttp, but not
   * for a request that it must not recover: an agent that shuts connections down in order, as at each
   * of its new releases, has failed nobody.
   */
  private static Response processed(Attempt attempt, Chain chain, Request request, Replay replay)
      throws IOException {
    try {
      return chain.proceed(request);
    } catch (IOException e) {
      if (!Failures.isUnprocessed(e) || replay == Replay.NEVER) {
        throw e;
      }
      attempt.unprocessed();
      return chain.proceed(request);
    }
  }
}
