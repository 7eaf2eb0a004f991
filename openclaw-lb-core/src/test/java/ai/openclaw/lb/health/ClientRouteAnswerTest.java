package ai.openclaw.lb.health;

import ai.openclaw.lb.config.ExpectedAnswer;
import ai.openclaw.lb.config.ProbeOptions;
import java.util.Map;

/** By the JDK's client as by connections of our own: what is sent, and what is read. */
class ClientRouteAnswerTest extends HttpProbeAnswerTest {
  @Override
  HttpProbe probe(ExpectedAnswer expected, Map<String, String> headers) {
    HttpCheck check = new HttpCheck("/health", expected);
    Map<String, String> allowed = ProbeOptions.DEFAULT.withHeaders(headers).headers();
    HttpRoute route = new ClientRoute(check, allowed, SharedClient.PROCESS);
    return new HttpProbe(check, route, route);
  }
}
