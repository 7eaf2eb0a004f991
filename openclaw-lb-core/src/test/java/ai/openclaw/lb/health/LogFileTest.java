package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.testing.FakeTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LogFileTest {
  private static final long ROOMY = 1 << 20;
  private static final Logger WARNINGS = Logger.getLogger("ai.openclaw.lb.health");

  @TempDir
  private Path directory;

  private final FakeTicker ticker = FakeTicker.beforeWrap();
  private final AtomicInteger warnings = new AtomicInteger();
  private final List<LogFile> opened = new ArrayList<>();
  private final Filter before = WARNINGS.getFilter();
  private Path path;

  @BeforeEach
  void countWarnings() {
    path = directory.resolve("lb.log");
    WARNINGS.setFilter(entry -> {
      warnings.incrementAndGet();
      return false;
    });
  }

  @AfterEach
  void close() {
    WARNINGS.setFilter(before);
    opened.forEach(LogFile::close);
  }

  private LogFile file(Path where, long maxBytes) {
    LogFile file = new LogFile(where, maxBytes, ticker);
    opened.add(file);
    return file;
  }

  private static void assertWritten(LogFile file, String... lines) {
    assertTrue(file.write(List.of(lines)), () -> "not written: " + List.of(lines));
  }

  private static void assertContent(Path file, String... lines) throws IOException {
    assertEquals(List.of(lines), Files.readAllLines(file), () -> "in " + file);
  }

  @Test
  void linesAreAppendedToWhatIsThere() throws IOException {
    Files.writeString(path, "old\n");
    LogFile file = file(path, ROOMY);
    assertWritten(file, "one", "二");
    assertContent(path, "old", "one", "二");
    assertWritten(file, "three");
    assertContent(path, "old", "one", "二", "three");
    assertTrue(Files.readString(path).endsWith("three\n"));
  }

  @Test
  void aDeletedFileIsMadeAnew() throws IOException {
    LogFile file = file(path, ROOMY);
    assertWritten(file, "one");
    Files.delete(path);
    assertWritten(file, "two");
    assertContent(path, "two");
  }

  @Test
  void aFileThatOthersRotateIsLeftToThem() throws IOException {
    LogFile file = file(path, ROOMY);
    assertWritten(file, "one");
    Path moved = Files.move(path, directory.resolve("lb.log-20261122"));
    assertWritten(file, "two");
    assertContent(moved, "one");
    Files.move(path, directory.resolve("lb.log-20261123"));
    Files.createFile(path);
    assertWritten(file, "three");
    assertContent(path, "three");
    assertContent(directory.resolve("lb.log-20261123"), "two");
  }

  @Test
  void aFileThatIsCutIsWrittenFromItsBeginning() throws IOException {
    LogFile file = file(path, ROOMY);
    assertWritten(file, "one");
    Files.write(path, new byte[0]);
    assertWritten(file, "two");
    assertContent(path, "two");
  }

  @Test
  void aFullFileBecomesTheFirstOfThreeOldOnes() throws IOException {
    LogFile file = file(path, 8);
    for (int i = 1; i <= 6; i++) {
      assertWritten(file, "a" + i, "b" + i);
    }
    assertContent(path, "a6", "b6");
    assertContent(directory.resolve("lb.log.1"), "a5", "b5");
    assertContent(directory.resolve("lb.log.2"), "a4", "b4");
    assertContent(directory.resolve("lb.log.3"), "a3", "b3");
    assertFalse(Files.exists(directory.resolve("lb.log.4")));
    assertEquals(0, warnings.get());
  }

  @Test
  void aFileIsFilledToItsLimitAndNoFurther() throws IOException {
    LogFile file = file(path, 8);
    assertWritten(file, "abc");
    assertWritten(file, "def");
    assertContent(path, "abc", "def");
    assertWritten(file, "g");
    assertContent(path, "g");
    assertWritten(file, "longer than a whole file");
    assertContent(path, "longer than a whole file");
    assertContent(directory.resolve("lb.log.1"), "g");
  }

  @Test
  void aFileThatCannotBeRotatedGrowsAndLosesNoOldOne() throws IOException {
    Files.createDirectories(directory.resolve("lb.log.3/taken"));
    Files.writeString(directory.resolve("lb.log.1"), "old 1\n");
    Files.writeString(directory.resolve("lb.log.2"), "old 2\n");
    LogFile file = file(path, 4);
    assertWritten(file, "one");
    assertWritten(file, "two");
    assertWritten(file, "three");
    assertContent(path, "one", "two", "three");
    assertContent(directory.resolve("lb.log.1"), "old 1");
    assertContent(directory.resolve("lb.log.2"), "old 2");
    assertEquals(1, warnings.get());
  }

  @Test
  void aLinkIsFollowedAndNotRotated() throws IOException {
    Path target = Files.createFile(directory.resolve("elsewhere"));
    Files.createSymbolicLink(path, target);
    LogFile file = file(path, 4);
    assertWritten(file, "one");
    assertWritten(file, "two");
    assertContent(target, "one", "two");
    assertFalse(Files.exists(directory.resolve("lb.log.1")));
  }

  static List<FakeTicker> clocks() {
    return FakeTicker.hostile().toList();
  }

  @ParameterizedTest
  @MethodSource("clocks")
  void aMissingDirectoryIsOneWarningAndIsTriedAgainEachSecond(FakeTicker clock) throws IOException {
    Path below = directory.resolve("later/lb.log");
    LogFile file = new LogFile(below, ROOMY, clock);
    opened.add(file);
    assertFalse(file.write(List.of("one")));
    Files.createDirectory(below.getParent());
    clock.advance(Duration.ofMillis(999));
    assertFalse(file.write(List.of("two")));
    assertFalse(Files.exists(below));
    clock.advance(Duration.ofMillis(1));
    assertWritten(file, "three");
    assertWritten(file, "four");
    assertContent(below, "three", "four");
    assertEquals(1, warnings.get());
  }

  private void assertUnwritable(Path where) {
    LogFile file = file(where, ROOMY);
    for (int i = 0; i < 5; i++) {
      assertFalse(file.write(List.of("line " + i)));
      ticker.advance(Duration.ofSeconds(2));
    }
    assertEquals(1, warnings.getAndSet(0));
  }

  @Test
  void aPathThatCanBeNoFileIsOneWarning() throws IOException {
    assertUnwritable(Files.createDirectory(path));
    assertTrue(Files.isDirectory(path));
    Path regular = Files.createFile(directory.resolve("regular"));
    assertUnwritable(regular.resolve("lb.log"));
    assertUnwritable(Path.of("/"));
    assertUnwritable(directory.resolve("x".repeat(5_000)));
  }

  @Test
  void aFileThatTurnsIntoADirectoryAndBackIsWrittenAgain() throws IOException {
    LogFile file = file(path, ROOMY);
    assertWritten(file, "one");
    Files.delete(path);
    Files.createDirectory(path);
    assertFalse(file.write(List.of("two")));
    Files.delete(path);
    ticker.advance(Duration.ofSeconds(1));
    assertWritten(file, "three");
    assertContent(path, "three");
  }

  @Test
  void aClosedFileStaysClosed() {
    LogFile file = file(path, ROOMY);
    file.close();
    file.close();
    assertFalse(file.write(List.of("late")));
    assertFalse(Files.exists(path));
    assertEquals(0, warnings.get());
  }
}
