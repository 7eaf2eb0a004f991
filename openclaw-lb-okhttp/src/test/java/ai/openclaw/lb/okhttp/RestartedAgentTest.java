package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.config.AgentConfig;
import java.io.IOException;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Idle connections lead to the process before: a POST on one of them would be lost. */
class RestartedAgentTest {
  private final ScriptedAgent agent = ScriptedAgent.start("agent");
  private final Balanced balanced = Balanced.over(agent);

  @AfterEach
  void close() {
    balanced.close();
  }

  private void restart() {
    agent.kill();
    agent.listen();
  }

  private void post() throws IOException {
    try (Response response = balanced.call(Balanced.post("sent")).execute()) {
      assertEquals(200, response.code());
      response.body().string();
    }
  }

  @Test
  void aPostAfterADrainGoesByANewConnection() throws IOException {
    post();
    balanced.pool.drain("agent");
    restart();
    balanced.pool.resume("agent");
    post();
    assertEquals(2, agent.connectionCount());
  }

  @Test
  void aPostToAnAgentThatWasAddedAgainGoesByANewConnection() throws IOException {
    post();
    balanced.pool.remove("agent");
    restart();
    balanced.pool.add(AgentConfig.of("agent", agent.host()));
    post();
    assertEquals(2, agent.connectionCount());
  }

  @Test
  void anAgentThatNeverLeftKeepsItsConnection() throws IOException {
    post();
    post();
    balanced.pool.setWeight("agent", 2);
    post();
    assertEquals(1, agent.connectionCount());
  }
}
