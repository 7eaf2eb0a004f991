package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class StatusJsonTest {
  @Test
  void everyFieldIsThereAndTextIsEscaped() {
    AgentStatus agent = new AgentStatus(
        "agent-1",
        URI.create("http://localhost:5000"),
        AgentState.DEGRADED,
        "said \"busy\"",
        1,
        0.5,
        3,
        OptionalDouble.of(85.5),
        OptionalDouble.empty(),
        10,
        2);
    PoolStatus status = new PoolStatus("agents", "round_robin", List.of(agent), 9, 0.75);
    assertEquals(
        "{\"pool\":\"agents\",\"algorithm\":\"round_robin\",\"requests\":9,\"success_rate\":0.75,"
            + "\"agents\":[{\"id\":\"agent-1\",\"uri\":\"http://localhost:5000\",\"state\":\"degraded\","
            + "\"reason\":\"said \\\"busy\\\"\",\"weight\":1.0,\"effective_weight\":0.5,\"in_flight\":3,"
            + "\"cpu_percent\":85.5,\"requests\":10,\"failures\":2}]}",
        status.toJson());
  }
}
