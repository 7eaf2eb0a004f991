package ai.openclaw.lb.okhttp;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * The network interceptor that keeps OkHttp from following agents' answers in ways that are for the
 * pool to decide. Stateless. It is the outermost, so others see what the agent has sent. Requests that
 * are not balanced pass untouched.
 */
final class AgentAnswers implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    Passage passage = CallWatch.passageOf(chain.call());
    return passage == null
        ? chain.proceed(chain.request())
        : passage.veiled(chain.proceed(passage.outgoing(chain.request())));
  }
}
