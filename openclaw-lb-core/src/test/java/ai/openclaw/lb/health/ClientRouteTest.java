package ai.openclaw.lb.health;

import ai.openclaw.lb.config.ExpectedAnswer;
import java.util.Map;

/** The JDK's client gives the same results of plain HTTP as connections of our own. */
class ClientRouteTest extends HttpProbeTest {
  @Override
  HttpProbe probe(String endpoint, ExpectedAnswer expected) {
    HttpCheck check = new HttpCheck(endpoint, expected);
    HttpRoute route = new ClientRoute(check, Map.of(), SharedClient.PROCESS);
    return new HttpProbe(check, route, route);
  }
}
