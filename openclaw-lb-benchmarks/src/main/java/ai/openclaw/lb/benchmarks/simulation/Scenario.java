package ai.openclaw.lb.benchmarks.simulation;

import java.util.List;
import java.util.function.Consumer;

/**
 * Agents, traffic, and what happens while it runs.
 *
 * @param name as in the tables
 * @param speeds each agent's, 1 being usual; true weights are the same numbers
 * @param script plans what happens, relative to when counting begins
 */
record Scenario(
    String name, List<Double> speeds, Traffic traffic, Client client, Consumer<Simulation> script) {
  /** Jobs that an agent runs at once without slowing each of them. */
  static final int KNEE = 8;

  /** Jobs that an agent runs at once. */
  static final int SLOTS = 32;

  Scenario {
    speeds = List.copyOf(speeds);
  }

  /** A scenario in which nothing happens, with the usual callers. */
  static Scenario of(String name, List<Double> speeds, Traffic traffic) {
    return new Scenario(name, speeds, traffic, Client.DEFAULT, simulation -> {});
  }

  Scenario client(Client newClient) {
    return new Scenario(name, speeds, traffic, newClient, script);
  }

  Scenario script(Consumer<Simulation> newScript) {
    return new Scenario(name, speeds, traffic, client, newScript);
  }

  Scenario seconds(int seconds) {
    return new Scenario(name, speeds, traffic.seconds(seconds), client, script);
  }

  /** Calls a second. */
  double rate() {
    double capacity = 0;
    for (double speed : speeds) {
      capacity += speed * KNEE;
    }
    return traffic.load() * capacity / traffic.sizes().mean();
  }
}
