package ai.openclaw.lb.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A candidate whose in-flight count the test sets. */
final class FakeAgent implements Candidate {
  final AtomicInteger inFlight = new AtomicInteger();
  private final String id;
  private final double weight;
  private final AttemptTracker tracker;

  FakeAgent(String id, double weight, AttemptTracker tracker) {
    this.id = id;
    this.weight = weight;
    this.tracker = tracker;
  }

  /** Agents agent-0, agent-1, ... of these weights, with trackers of the strategy. */
  static List<FakeAgent> of(Strategy strategy, double... weights) {
    List<FakeAgent> agents = new ArrayList<>();
    for (double weight : weights) {
      agents.add(new FakeAgent("agent-" + agents.size(), weight, strategy.newTracker()));
    }
    return agents;
  }

  static List<FakeAgent> equal(Strategy strategy, int count) {
    double[] weights = new double[count];
    Arrays.fill(weights, 1);
    return of(strategy, weights);
  }

  FakeAgent weighing(double newWeight) {
    return new FakeAgent(id, newWeight, tracker);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public double weight() {
    return weight;
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public AttemptTracker tracker() {
    return tracker;
  }
}
