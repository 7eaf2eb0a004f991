package ai.openclaw.lb.benchmarks.simulation;

import java.util.List;
import java.util.function.Consumer;

/**
 * Agents, traffic, and what happens while it runs.
 *
 * @param name as in the tables
 * @param speeds each agent's, 1 being usual; true weights are the same numbers
 * @param knee jobs that an agent runs at once without slowing each of them; it runs four times as many
 * @param script plans what happens, relative to when counting begins
 */
record Scenario(
    String name,
    List<Double> speeds,
    Traffic traffic,
    Client client,
    int knee,
    Consumer<Simulation> script) {
  Scenario {
    speeds = List.copyOf(speeds);
  }

  /** A scenario in which nothing happens, with the usual callers. */
  static Scenario of(String name, List<Double> speeds, Traffic traffic) {
    return new Scenario(name, speeds, traffic, Client.DEFAULT, 8, simulation -> {});
  }

  Scenario client(Client newClient) {
    return new Scenario(name, speeds, traffic, newClient, knee, script);
  }

  Scenario script(Consumer<Simulation> newScript) {
    return new Scenario(name, speeds, traffic, client, knee, newScript);
  }

  Scenario knee(int newKnee) {
    return new Scenario(name, speeds, traffic, client, newKnee, script);
  }

  /** Jobs that an agent runs at once. */
  int slots() {
    return 4 * knee;
  }

  /** Calls a second. */
  double rate() {
    double capacity = 0;
    for (double speed : speeds) {
      capacity += speed * knee;
    }
    return traffic.load() * capacity / traffic.sizes().mean();
  }
}
