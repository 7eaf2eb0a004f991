package ai.openclaw.lb.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.openclaw.lb.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server of speed 1 that runs two jobs at full speed and four at most. */
class AgentServerTest {
  private static final long SECOND = EventLoop.SECOND;

  private final EventLoop loop = new EventLoop();
  private final AgentServer server = new AgentServer(loop, 1, 2, 4, 1);
  private final List<String> events = new ArrayList<>();

  private final class Noted extends Job {
    private final String name;

    Noted(String name, double work) {
      super(work, 0.5);
      this.name = name;
    }

    @Override
    void firstByte() {
      note("first");
    }

    @Override
    void done() {
      note("done");
    }

    @Override
    void failed(Outcome outcome) {
      note(outcome.toString());
    }

    private void note(String what) {
      events.add(name + " " + what + " " + Math.round(loop.elapsed() / (SECOND / 10.0)));
    }
  }

  private Noted submit(String name, double work) {
    Noted job = new Noted(name, work);
    server.submit(job);
    return job;
  }

  private void run() {
    loop.runUntil(loop.elapsed() + 100 * SECOND);
  }

  @Test
  void upToTheKneeJobsDoNotSlowEachOther() {
    submit("a", 2);
    submit("b", 4);
    run();
    assertEquals(List.of("a done 20", "a first 10", "b done 40", "b first 20"), sorted());
  }

  private List<String> sorted() {
    return events.stream().sorted().toList();
  }

  @Test
  void beyondTheKneeJobsShareTheSpeed() {
    for (String name : List.of("a", "b", "c", "d")) {
      submit(name, 2);
    }
    run();
    assertEquals(
        List.of(
            "a first 20",
            "b first 20",
            "c first 20",
            "d first 20",
            "a done 40",
            "b done 40",
            "c done 40",
            "d done 40"),
        events);
  }

  @Test
  void jobsBeyondTheSlotsWaitAndThoseBeyondTheQueueAreRefused() {
    for (String name : List.of("a", "b", "c", "d", "waits", "refused")) {
      submit(name, 2);
    }
    assertEquals(5, server.jobs());
    run();
    assertEquals("refused status 503 0", events.get(0));
    assertEquals(List.of("waits first 50", "waits done 60"), events.subList(9, 11));
  }

  @Test
  void aCancelledJobMakesRoom() {
    Job running = submit("a", 2);
    for (String name : List.of("b", "c", "d", "e")) {
      submit(name, 2);
    }
    server.cancel(running);
    assertEquals(4, server.jobs());
    run();
    assertEquals(
        List.of("b first 20", "c first 20", "d first 20", "e first 20"), events.subList(0, 4));
  }

  @Test
  void aChangeOfSpeedCountsFromThenOn() {
    submit("a", 2);
    loop.at(SECOND, () -> server.speed(0.5));
    run();
    assertEquals(List.of("a first 10", "a done 30"), events);
  }

  @Test
  void faultsDoWhatTheirNamesSay() {
    submit("lost", 2);
    server.fault(AgentFault.DOWN);
    submit("refused", 2);
    run();
    server.fault(AgentFault.FAST_FAIL);
    submit("failed", 2);
    server.fault(AgentFault.BLACK_HOLE);
    submit("unanswered", 2);
    run();
    assertEquals(
        List.of(
            "lost lost: java.io.IOException: connection reset 0",
            "refused not sent: java.io.IOException: connection refused 0",
            "failed status 500 1000"),
        events);
  }

  @Test
  void aRateLimitAdmitsItsRateAndASecondsWorthAtOnce() {
    server.limit(2);
    for (String name : List.of("a", "b", "c")) {
      submit(name, 0.1);
    }
    loop.at(SECOND / 2, () -> submit("d", 0.1));
    run();
    assertEquals(
        1, events.stream().filter(event -> event.startsWith("c status 429")).count());
    assertEquals(3, events.stream().filter(event -> event.contains("done")).count());
  }
}
