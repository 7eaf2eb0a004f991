package ai.openclaw.lb.benchmarks.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The scenarios of the tables. */
final class Scenarios {
  private static final List<Double> EQUAL = Collections.nCopies(10, 1.0);
  private static final List<Double> UNEQUAL =
      List.of(1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 0.5, 0.5);

  /** The same speeds in another order, so that the first two or three of them are unequal. */
  private static final double[] MIXED = {1, 4, 0.5, 2, 1, 1, 4, 0.5, 2, 1};

  private Scenarios() {}

  /** Every scenario. */
  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>(steady());
    all.addAll(faults());
    all.addAll(Operations.all(EQUAL));
    all.addAll(sizes());
    return all;
  }

  private static List<Scenario> steady() {
    return List.of(
        Scenario.of("hom70", EQUAL, Traffic.of(0.7)),
        Scenario.of("het50", UNEQUAL, Traffic.of(0.5)),
        Scenario.of("het80", UNEQUAL, Traffic.of(0.8)),
        Scenario.of("het95", UNEQUAL, Traffic.of(0.95)),
        Scenario.of("bimodal70", UNEQUAL, Traffic.of(0.7).sizes(Sizes.BIMODAL).seconds(400)),
        Scenario.of("callers10", UNEQUAL, Traffic.of(0.8).callers(10)),
        Scenario.of("stickyhot", EQUAL, Traffic.of(0.6).sessions(500)));
  }

  private static List<Scenario> faults() {
    return List.of(
        fault("fastfail", AgentFault.FAST_FAIL, Client.DEFAULT),
        fault("blackhole", AgentFault.BLACK_HOLE, Client.DEFAULT.timeoutSeconds(60)),
        Scenario.of("slowmid", EQUAL, Traffic.of(0.6)).script(run -> {
          run.at(67, () -> run.server(3).speed(0.1));
          run.at(133, () -> run.server(3).speed(1));
        }),
        Scenario.of("ratelimit", EQUAL, Traffic.of(0.6))
            .script(run -> run.at(-30, () -> run.server(3).limit(2))),
        dip("dip", Client.DEFAULT),
        dip("dip_nohangup", Client.DEFAULT.hangsUp(false)),
        dip("dip_capped", Client.DEFAULT.maxConnections(16)));
  }

  /** One agent of ten has a fault, from 20 s on for 200 s. */
  private static Scenario fault(String name, AgentFault fault, Client client) {
    return Scenario.of(name, EQUAL, Traffic.of(0.6).seconds(300)).client(client).script(run -> {
      run.faulty(3, 20, 220);
      run.at(20, () -> run.server(3).fault(fault));
      run.at(220, () -> run.server(3).fault(AgentFault.NONE));
    });
  }

  /** All agents lose two thirds of their speed for 30 s, and callers try again after 12 s. */
  private static Scenario dip(String name, Client client) {
    Client impatient = client.timeoutSeconds(12).retries(3).whole();
    return Scenario.of(name, EQUAL, Traffic.of(0.8)).client(impatient).script(run -> {
      run.at(40, () -> run.servers().forEach(server -> server.speed(0.35)));
      run.at(70, () -> run.servers().forEach(server -> server.speed(1)));
      run.troubled(70);
    });
  }

  /** Pools of other sizes, as loaded as het80. */
  private static List<Scenario> sizes() {
    return List.of(
        pool(1, Traffic.of(0.8).seconds(600)),
        pool(2, Traffic.of(0.8).seconds(400)),
        pool(3, Traffic.of(0.8).seconds(400)),
        pool(10, Traffic.of(0.8)),
        pool(64, Traffic.of(0.8).seconds(15, 30)),
        pool(256, Traffic.of(0.8).seconds(10, 10)));
  }

  private static Scenario pool(int size, Traffic traffic) {
    List<Double> speeds = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      speeds.add(MIXED[i % MIXED.length]);
    }
    return Scenario.of("pool" + size, speeds, traffic);
  }
}
