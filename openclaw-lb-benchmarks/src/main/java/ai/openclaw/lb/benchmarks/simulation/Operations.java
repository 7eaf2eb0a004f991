package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.AgentPool;
import java.util.List;
import java.util.function.Consumer;

/** Scenarios in which somebody works on the fleet while it serves. */
final class Operations {
  private static final int STEPS = 90;

  private Operations() {}

  static List<Scenario> all(List<Double> speeds) {
    return List.of(
        Scenario.of("coldjoin", speeds, Traffic.of(0.7)).script(Operations::coldJoin),
        Scenario.of("setweight", speeds, Traffic.of(0.7)).script(Operations::setWeight),
        Scenario.of("restart", speeds, Traffic.of(0.6)).script(Operations::restart),
        Scenario.of("crash", speeds, Traffic.of(0.6)).script(Operations::crash));
  }

  /** The last agent joins after 40 s, with cold caches: a tenth of its speed, and all after 90 s. */
  private static void coldJoin(Simulation run) {
    int last = run.servers().size() - 1;
    all(run, pool -> pool.remove(Simulation.id(last)));
    run.server(last).speed(0.1);
    run.at(40, () -> all(run, pool -> pool.add(run.config(last))));
    for (int i = 1; i <= STEPS; i++) {
      double speed = 0.1 + 0.9 * i / STEPS;
      run.at(40 + i, () -> run.server(last).speed(speed));
    }
  }

  /** One agent has a quarter of its speed for 80 s, and its operator sets its weight to match. */
  private static void setWeight(Simulation run) {
    run.at(60, () -> {
      run.server(3).speed(0.25);
      all(run, pool -> pool.setWeight(Simulation.id(3), 0.25));
    });
    run.at(140, () -> {
      run.server(3).speed(1);
      all(run, pool -> pool.setWeight(Simulation.id(3), 1));
    });
  }

  /** One agent after the other is drained for 10 s, is down for 6 s and comes back. */
  private static void restart(Simulation run) {
    for (int i = 0; i < run.servers().size(); i++) {
      int agent = i;
      String id = Simulation.id(i);
      run.at(10 + 18 * i, () -> all(run, pool -> pool.drain(id)));
      run.at(20 + 18 * i, () -> {
        run.server(agent).fault(AgentFault.DOWN);
        all(run, pool -> pool.remove(id));
      });
      run.at(26 + 18 * i, () -> {
        run.server(agent).fault(AgentFault.NONE);
        all(run, pool -> pool.add(run.config(agent)));
      });
    }
  }

  /** One agent after the other dies without notice, and is down for 6 s. */
  private static void crash(Simulation run) {
    for (int i = 0; i < run.servers().size(); i++) {
      int agent = i;
      run.at(20 + 18 * i, () -> run.server(agent).fault(AgentFault.DOWN));
      run.at(26 + 18 * i, () -> run.server(agent).fault(AgentFault.NONE));
    }
  }

  private static void all(Simulation run, Consumer<AgentPool> change) {
    run.pools().forEach(change);
  }
}
