package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.AgentStatus;
import java.util.List;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** What holds after every fault: nothing is lost, nothing is counted twice, nothing is left over. */
final class Invariants {
  private final AgentPool pool;
  private final OkHttpClient client;

  private Invariants(AgentPool pool, OkHttpClient client) {
    this.pool = pool;
    this.client = client;
  }

  static Invariants of(Balanced balanced) {
    return new Invariants(balanced.pool, balanced.client);
  }

  static Invariants of(Wired wired) {
    return new Invariants(wired.pool, wired.client);
  }

  /** Each call was counted once. */
  Invariants calls(int made) {
    assertEquals(made, pool.status().requests(), () -> "calls: " + pool.status());
    return this;
  }

  /** The agents have seen each attempt once, but those that reached none. */
  Invariants attempts(int seenByAgents, int unsent) {
    long attempts =
        pool.status().agents().stream().mapToLong(AgentStatus::requests).sum();
    assertEquals(seenByAgents + unsent, attempts, () -> "attempts: " + pool.status());
    return this;
  }

  /** These agents, in the pool's order, were blamed so many times. */
  Invariants failures(Integer... expected) {
    List<Integer> failures =
        pool.status().agents().stream().map(agent -> (int) agent.failures()).toList();
    assertEquals(List.of(expected), failures, () -> "failures: " + pool.status());
    return this;
  }

  /** No attempt is in flight, no connection in use, no call on its way. */
  Invariants nothingIsLeft() {
    Balanced.until("in flight: " + pool.status(), () -> inFlight() <= 0);
    pool.status().agents().forEach(agent -> assertEquals(0, agent.inFlight(), agent::toString));
    ConnectionPool connections = client.connectionPool();
    Balanced.until(
        "connections in use: " + connections.connectionCount(),
        () -> connections.connectionCount() == connections.idleConnectionCount());
    Balanced.until(
        "calls on their way",
        () ->
            client.dispatcher().runningCallsCount() + client.dispatcher().queuedCallsCount() == 0);
    return this;
  }

  private int inFlight() {
    return pool.status().agents().stream().mapToInt(AgentStatus::inFlight).sum();
  }
}
