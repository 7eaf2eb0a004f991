package ai.openclaw.lb;

import static ai.openclaw.lb.PoolFixture.agent;
import static ai.openclaw.lb.PoolFixture.picks;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PoolListenerTest {
  private final PoolFixture fixture = new PoolFixture();

  @Test
  void everyChangeIsHeardOnceAndInOrder() {
    try (AgentPool pool = fixture.pool("a", "b")) {
      pool.add(agent("c"));
      pool.setWeight("c", 0.5);
      pool.setWeight("c", 0.5);
      pool.drain("a");
      pool.drain("a");
      pool.remove("a");
    }
    assertEquals(
        List.of(
            "agents c added",
            "agents c 1.0->0.5",
            "agents a HEALTHY->DRAINING: draining was asked for",
            "agents a removed"),
        fixture.recorder.events);
  }

  @Test
  void aListenerHearsWhatHappensFromItsAdditionOn() {
    Queue<Runnable> deliveries = new ArrayDeque<>();
    Recorder late = new Recorder();
    PoolOptions options = fixture.options().listenerExecutor(deliveries::add);
    try (AgentPool pool = fixture.builder("a").options(options).build()) {
      pool.add(agent("b"));
      pool.addListener(late);
      pool.add(agent("c"));
      deliveries.forEach(Runnable::run);
    }
    assertEquals(List.of("agents b added", "agents c added"), fixture.recorder.events);
    assertEquals(List.of("agents c added"), late.events);
  }

  @Test
  void aListenerMayChangeThePool() {
    PoolFixture own = fixture;
    AgentPool[] pool = new AgentPool[1];
    PoolListener replacing = new PoolListener() {
      @Override
      public void agentRemoved(String name, Agent gone) {
        pool[0].add(agent("spare"));
      }
    };
    pool[0] = own.builder("a", "b").options(own.options().listener(replacing)).build();
    try (AgentPool closing = pool[0]) {
      closing.remove("a");
      assertEquals(List.of("agents a removed", "agents spare added"), own.recorder.events);
    }
  }

  static Stream<Throwable> thrown() {
    return Stream.of(
        new IllegalStateException("boom"),
        new IOException("checked, from another JVM language"),
        new AssertionError("assert"),
        new StackOverflowError("deep"),
        new OutOfMemoryError("not really"),
        new NoClassDefFoundError("gone"));
  }

  @ParameterizedTest
  @MethodSource("thrown")
  void whatAListenerThrowsReachesNeitherOthersNorThePool(Throwable thrown) throws Exception {
    PoolListener broken = new PoolListener() {
      @Override
      public void agentAdded(String pool, Agent agent) {
        PoolListenerTest.<RuntimeException>sneakily(thrown);
      }
    };
    PoolOptions options = PoolOptions.DEFAULTS
        .listenerExecutor(Runnable::run)
        .listener(broken)
        .listener(fixture.recorder);
    try (AgentPool pool = fixture.builder("a").options(options).build()) {
      pool.add(agent("b"));
      pool.add(agent("c"));
      assertEquals(List.of("a", "b", "c"), picks(pool, 3));
    }
    assertEquals(List.of("agents b added", "agents c added"), fixture.recorder.events);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneakily(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aBlockedListenerHoldsUpNothingAndWhatWaitsForItIsBounded() throws Exception {
    int changes = EventQueue.CAPACITY + 500;
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch heard = new CountDownLatch(EventQueue.CAPACITY + 1);
    List<Double> weights = new ArrayList<>();
    PoolListener blocking = new PoolListener() {
      @Override
      public void agentWeightChanged(String pool, Agent agent, double from, double to) {
        entered.countDown();
        await(release);
        weights.add(to);
        heard.countDown();
      }
    };
    PoolOptions options = PoolOptions.DEFAULTS.scheduler(fixture.scheduler).listener(blocking);
    try (AgentPool pool = fixture.builder("a", "b").options(options).build()) {
      pool.setWeight("a", changes);
      await(entered);
      for (int i = 1; i < changes; i++) {
        pool.setWeight("a", changes - i);
      }
      assertEquals(1, pool.status().agents().get(0).weight());
      assertEquals(Set.of("a", "b"), Set.copyOf(picks(pool, 2)));
      release.countDown();
      await(heard);
    }
    List<Double> expected = IntStream.rangeClosed(0, EventQueue.CAPACITY)
        .mapToObj(i -> (double) (changes - i))
        .toList();
    assertEquals(expected, weights);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "nobody came");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anExecutorThatRefusesCostsItsEventsOnly() throws Exception {
    boolean[] refusing = {true};
    PoolOptions options = fixture.options().listenerExecutor(task -> {
      if (refusing[0]) {
        throw new RejectedExecutionException("full");
      }
      task.run();
    });
    try (AgentPool pool = fixture.builder("a").options(options).build()) {
      pool.add(agent("b"));
      assertEquals(Set.of("a", "b"), Set.copyOf(picks(pool, 2)));
      refusing[0] = false;
      pool.add(agent("c"));
    }
    assertEquals(List.of("agents c added"), fixture.recorder.events);
  }

  @Test
  void changesWithoutListenersQueueNothing() {
    EventQueue queue = new EventQueue(
        task -> {
          throw new AssertionError("nobody listens");
        },
        List.of());
    queue.add(listener -> {});
    queue.flush();
    Recorder recorder = new Recorder();
    queue.addListener(recorder);
    queue.flush();
    assertEquals(List.of(), recorder.events);
  }
}
