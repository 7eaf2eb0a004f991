package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthLogTest {
  private static final Logger CHECKS = Logger.getLogger("ai.openclaw.lb.health.checks");
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final CheckLine LINES =
      new CheckLine("p", InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")));

  @TempDir
  private Path directory;

  /** Keeps what it is given while it works, and says on which thread it was. */
  private static final class Sink implements LineSink {
    final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Thread> thread = new CompletableFuture<>();
    final AtomicInteger closes = new AtomicInteger();
    volatile boolean works = true;
    volatile RuntimeException thrown;

    @Override
    public boolean isWanted() {
      return true;
    }

    @Override
    public boolean write(List<String> batch) {
      thread.complete(Thread.currentThread());
      if (thrown != null) {
        throw thrown;
      }
      return works && lines.addAll(batch);
    }

    @Override
    public void close() {
      closes.incrementAndGet();
    }
  }

  private final Sink sink = new Sink();

  /** The tasks of a writer whose thread runs when the test says so. */
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  private HealthLog log(int capacity) {
    LineWriter writer = new LineWriter(sink, capacity, tasks::add);
    return new HealthLog(writer, writer::close, LINES, SHORT);
  }

  private static ProbeCheck check(int number) {
    return CheckLineTest.check("agent-" + number, ProbeResult.passed(200));
  }

  /** What the lines are about: agents' ids, and numbers of dropped lines. */
  private static List<String> subjects(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceFirst("^\\S+Z pool=\\S+ (agent=)?", "").replaceFirst(" .*", ""))
        .toList();
  }

  @Test
  void checksAreWrittenInOrderByATaskOfTheWriter() {
    HealthLog log = log(10);
    log.log(check(1));
    log.log(check(2));
    assertEquals(List.of(), sink.lines);
    assertEquals(1, tasks.size());
    runTasks();
    log.log(check(3));
    runTasks();
    assertEquals(List.of(LINES.of(check(1)), LINES.of(check(2)), LINES.of(check(3))), sink.lines);
  }

  @Test
  void aFullQueueDropsLinesAndALaterLineSaysHowMany() {
    HealthLog log = log(3);
    for (int i = 1; i <= 7; i++) {
      log.log(check(i));
    }
    runTasks();
    log.log(check(8));
    log.log(check(9));
    runTasks();
    assertEquals(
        List.of("agent-1", "agent-2", "agent-3", "dropped=4", "agent-8", "agent-9"),
        subjects(sink.lines));
  }

  @Test
  void linesThatCannotBeWrittenAreCountedUntilOneCan() {
    HealthLog log = log(10);
    sink.works = false;
    for (int i = 1; i <= 4; i++) {
      log.log(check(i));
      runTasks();
    }
    sink.works = true;
    log.log(check(5));
    runTasks();
    assertEquals(List.of("dropped=4", "agent-5"), subjects(sink.lines));
  }

  @Test
  void aSinkThatThrowsLosesItsLinesOnly() {
    HealthLog log = log(10);
    sink.thrown = new IllegalStateException("a handler's own");
    log.log(check(1));
    runTasks();
    sink.thrown = null;
    log.log(check(2));
    runTasks();
    assertEquals(List.of("dropped=1", "agent-2"), subjects(sink.lines));
  }

  @Test
  void aWriterThatGetsNoThreadTriesAgainAtTheNextLine() {
    Queue<Throwable> refusals = new ArrayDeque<>(List.of(new OutOfMemoryError("no thread")));
    LineWriter writer = new LineWriter(sink, 10, task -> {
      if (refusals.poll() instanceof Error error) {
        throw error;
      }
      task.run();
    });
    HealthLog log = new HealthLog(writer, () -> {}, LINES, SHORT);
    log.log(check(1));
    assertEquals(List.of(), sink.lines);
    log.log(check(2));
    assertEquals(List.of("agent-1", "agent-2"), subjects(sink.lines));
  }

  @Test
  void closingIsBoundedWhenTheDiskHangs() {
    HealthLog log = log(10);
    log.log(check(1));
    log.close();
    assertEquals(List.of(), sink.lines);
    runTasks();
    assertEquals(List.of("agent-1"), subjects(sink.lines));
    assertEquals(1, sink.closes.get());
  }

  @Test
  void nothingIsLoggedAfterTheClose() {
    HealthLog log = log(10);
    log.close();
    log.log(check(1));
    log.close();
    runTasks();
    assertEquals(List.of(), sink.lines);
    assertEquals(1, sink.closes.get());
  }

  @Test
  void closingWritesWhatIsQueuedAndWhatWasDropped() {
    LineWriter writer = new LineWriter(sink, 2, task -> {
      if (tasks.isEmpty()) {
        tasks.add(task); // the first task waits, as if its thread were slow to start
      } else {
        task.run();
      }
    });
    HealthLog log = new HealthLog(writer, writer::close, LINES, LONG);
    for (int i = 1; i <= 5; i++) {
      log.log(check(i));
    }
    log.close();
    assertEquals(List.of("agent-1", "agent-2", "dropped=3"), subjects(sink.lines));
    assertEquals(1, sink.closes.get());
  }

  @Test
  void aDaemonThreadIsThereOnlyWhileThereAreLines() throws Exception {
    LineWriter writer = LineWriter.of(sink);
    HealthLog log = new HealthLog(writer, () -> {}, LINES, LONG);
    log.log(check(1));
    Thread thread = sink.thread.get(30, TimeUnit.SECONDS);
    assertNotSame(Thread.currentThread(), thread);
    assertTrue(thread.isDaemon());
    thread.join(30_000);
    assertFalse(thread.isAlive());
    log.log(check(2));
    log.close();
    assertEquals(List.of("agent-1", "agent-2"), subjects(sink.lines));
  }

  @Test
  void aCloseAmidLoggingLosesNoLineThatCameBeforeIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path file = directory.resolve("round-" + round);
      HealthLog log = HealthLog.of(file, "p");
      log.log(check(0));
      CountDownLatch started = new CountDownLatch(3);
      Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
      List<Thread> threads = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        int number = i;
        Thread thread = new Thread(() -> {
          started.countDown();
          for (int line = 0; line < 100; line++) {
            log.log(check(number));
          }
        });
        thread.setUncaughtExceptionHandler((where, thrown) -> failures.add(thrown));
        thread.start();
        threads.add(thread);
      }
      started.await();
      log.close();
      for (Thread thread : threads) {
        thread.join(30_000);
      }
      assertEquals(List.of(), List.copyOf(failures));
      List<String> subjects = subjects(Files.readAllLines(file));
      assertEquals("agent-0", subjects.get(0));
      assertTrue(subjects.stream().allMatch(s -> s.matches("agent-[0-3]")), subjects::toString);
    }
  }

  @Test
  void aFileGetsTheLinesOfAllItsPools() throws IOException {
    Path path = directory.resolve("lb.log");
    HealthLog one = HealthLog.of(path, "one");
    HealthLog two = HealthLog.of(directory.resolve("./x/../lb.log"), "two");
    one.log(check(1));
    two.log(check(2));
    one.close();
    two.log(check(3));
    two.close();
    List<String> lines = Files.readAllLines(path);
    assertEquals(List.of("agent-1", "agent-2", "agent-3"), subjects(lines));
    assertTrue(lines.get(0).contains(" pool=one "), lines::toString);
    assertTrue(lines.get(1).contains(" pool=two "), lines::toString);
  }

  @Test
  void aFileHasOneWriterFromItsFirstUserToItsLast() {
    List<Path> made = new ArrayList<>();
    LogFiles files = new LogFiles(file -> {
      made.add(file);
      return new LineWriter(sink, 1, Runnable::run);
    });
    Path path = directory.resolve("lb.log");
    LineWriter first = files.open(path);
    assertSame(first, files.open(directory.resolve("a/../lb.log")));
    files.release(path);
    assertEquals(0, sink.closes.get());
    assertSame(first, files.open(path));
    files.release(path);
    files.release(path);
    assertEquals(1, sink.closes.get());
    files.release(path);
    assertEquals(1, sink.closes.get());
    assertNotSame(first, files.open(path));
    assertEquals(List.of(path, path), made);
  }

  @Test
  void openingTouchesNoFile() {
    Path nowhere = directory.resolve("missing/lb.log");
    HealthLog.of(nowhere, "p").close();
    assertFalse(Files.exists(nowhere.getParent()));
  }

  @Test
  void withoutAFileChecksGoToALoggerThatWantsThem() {
    Queue<String> logged = new ConcurrentLinkedQueue<>();
    Level levelBefore = CHECKS.getLevel();
    Filter filterBefore = CHECKS.getFilter();
    CHECKS.setFilter(entry -> {
      logged.add(entry.getLevel() + " " + entry.getMessage());
      return false;
    });
    try (HealthLog log = HealthLog.of(null, "p")) {
      CHECKS.setLevel(Level.INFO);
      log.log(check(1));
      CHECKS.setLevel(Level.FINE);
      log.log(check(2));
    } finally {
      CHECKS.setLevel(levelBefore);
      CHECKS.setFilter(filterBefore);
    }
    assertEquals(1, logged.size(), logged::toString);
    String line = logged.element();
    assertTrue(line.matches("FINE \\S+Z pool=p agent=agent-2 check=passed .*"), line);
  }
}
