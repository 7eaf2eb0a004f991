package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.ConfigException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentWatchTest {
  private static final Duration TWO_LOOKS = Duration.ofMillis(200);

  private final PoolFixture fixture = new PoolFixture();

  @TempDir
  private Path directory;

  private Path file;
  private AgentPools pools;

  @BeforeEach
  void watch() throws IOException {
    file = Files.writeString(directory.resolve("lb.yaml"), document(1));
    pools = AgentPools.fromYaml(file, fixture.options());
    look();
  }

  @AfterEach
  void nothingIsLeft() {
    pools.close();
    fixture.scheduler.advance(Duration.ofMinutes(2));
    assertEquals(0, fixture.scheduler.queuedTasks());
  }

  private static String document(double weight) {
    return "watch: true\nbackend_pool:\n  name: agents\n  instances: [{id: a, host: 'a:1', weight: "
        + weight + "}]\n";
  }

  private double weight() {
    return PoolFixture.status(pools.pool("agents"), "a").weight();
  }

  private void look() {
    fixture.scheduler.advance(TWO_LOOKS);
  }

  @Test
  void theContentThatIsInForceIsNoReload() {
    assertEquals(ReloadStatus.NONE, pools.reloadStatus());
  }

  @Test
  void aFileThatIsWrittenInPlaceIsFollowed() throws IOException {
    Files.writeString(file, document(2));
    look();
    assertEquals(2, weight());
    assertEquals(new ReloadStatus(1, 0, null), pools.reloadStatus());
  }

  @Test
  void aFileThatIsRenamedOverItIsFollowed() throws IOException {
    Path next = Files.writeString(directory.resolve("lb.yaml~"), document(3));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    look();
    assertEquals(3, weight());
  }

  @Test
  void aSwapOfALinkOnTheWayIsFollowed() throws IOException {
    // As Kubernetes mounts a ConfigMap: lb.yaml -> ..data/lb.yaml, ..data -> a directory.
    Path mount = Files.createDirectory(directory.resolve("mount"));
    Path data = mount.resolve("..data");
    Files.createSymbolicLink(data, version(mount, "..1", 4));
    Path link = mount.resolve("lb.yaml");
    Files.createSymbolicLink(link, Path.of("..data", "lb.yaml"));
    try (DocumentWatch watch = pools.watch(link)) {
      assertEquals(link, watch.file());
      look();
      assertEquals(4, weight());
      Path next = mount.resolve("..data_tmp");
      Files.createSymbolicLink(next, version(mount, "..2", 5));
      Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      look();
      assertEquals(5, weight());
    }
  }

  private static Path version(Path mount, String name, double weight) throws IOException {
    Path version = Files.createDirectory(mount.resolve(name));
    Files.writeString(version.resolve("lb.yaml"), document(weight));
    return Path.of(name);
  }

  @Test
  void aFileThatIsAwayChangesNothingAndMayComeBack() throws IOException {
    Files.delete(file);
    fixture.scheduler.advance(Duration.ofHours(1));
    assertEquals(1, weight());
    assertEquals(ReloadStatus.NONE, pools.reloadStatus());
    Files.writeString(file, document(6));
    look();
    assertEquals(6, weight());
  }

  @Test
  void aDirectoryMayComeLater() throws IOException {
    Path later = directory.resolve("later").resolve("lb.yaml");
    try (DocumentWatch watch = pools.watch(later)) {
      look();
      Files.createDirectory(later.getParent());
      Files.writeString(later, document(7));
      look();
      assertEquals(7, weight());
      assertEquals(later, watch.file());
    }
  }

  @Test
  void aFileThatIsBeingWrittenIsNotRead() throws IOException {
    String whole = document(8);
    for (int length = 1; length < whole.length(); length += 7) {
      Files.writeString(file, whole.substring(0, length));
      fixture.scheduler.advance(TWO_LOOKS.dividedBy(2));
      assertEquals(ReloadStatus.NONE, pools.reloadStatus());
    }
    Files.writeString(file, whole);
    look();
    assertEquals(8, weight());
  }

  @Test
  void aRefusedVersionIsSaidOnce() throws IOException {
    Files.writeString(file, "watch: true\nbackend_pool: {instances: [}");
    fixture.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(1, pools.reloadStatus().failed());
    assertTrue(String.valueOf(pools.reloadStatus().problems()).contains("lb.yaml:2:"));
    Files.writeString(file, "backend_pool: {name: agents, instances: ['a:0']}");
    fixture.scheduler.advance(Duration.ofMinutes(1));
    assertEquals(2, pools.reloadStatus().failed());
    Files.writeString(file, document(9));
    look();
    assertEquals(new ReloadStatus(1, 2, null), pools.reloadStatus());
    assertEquals(9, weight());
  }

  @Test
  void theDocumentEndsItsWatchAndBeginsItAgain() throws IOException {
    Files.writeString(file, document(2).replace("true", "false"));
    look();
    assertEquals(2, weight());
    Files.writeString(file, document(3));
    look();
    assertEquals(2, weight());
    pools.reload(file);
    assertEquals(3, weight());
    Files.writeString(file, document(4));
    look();
    assertEquals(4, weight());
  }

  @Test
  void aClosedWatchIsOver() throws IOException {
    Files.writeString(file, document(1).replace("true", "false"));
    look();
    DocumentWatch watch = pools.watch(file);
    watch.close();
    watch.close();
    Files.writeString(file, document(3));
    look();
    assertEquals(1, weight());
    assertFalse(fixture.scheduler.queuedTasks() > 0);
  }

  @Test
  void aDocumentThatIsNoFileCanNotBeWatched() {
    assertThrows(ConfigException.class, () -> AgentPools.fromYaml(new StringReader(document(1))));
    assertThrows(ConfigException.class, () -> AgentPool.fromYaml(file));
  }
}
