package ai.openclaw.lb.benchmarks.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  @TempDir
  private Path root;

  private static Table table() {
    List<Scenario> scenarios = Stream.of("het80", "pool256", "fastfail", "blackhole", "dip")
        .map(name -> Scenario.of(name, List.of(1.0, 2.0), Traffic.of(0.5).seconds(1, 5)))
        .toList();
    return Table.of(scenarios, Rules.all(), 1);
  }

  @Test
  void aDigitThatMovesIsFoundAndWritingMendsIt() throws IOException {
    Path page = root.resolve("docs/balancing.md");
    Files.createDirectories(root.resolve("docs"));
    Files.createDirectories(root.resolve("openclaw-lb-benchmarks"));
    String mark = "<!-- %s: written by GoldenTable -->\n<!-- end of table -->\n";
    String empty = "Before.\n" + mark.formatted("harm") + mark.formatted("table") + "After.\n";
    Files.writeString(page, empty);
    new Documents(root, table()).write();
    assertEquals(List.of(), new Documents(root, table()).moved());

    Path golden = root.resolve("openclaw-lb-benchmarks/simulation.txt");
    String text = Files.readString(golden);
    Files.writeString(golden, text.replaceFirst("calls=\\d+", "calls=1"));
    List<String> moved = new Documents(root, table()).moved();
    assertEquals("openclaw-lb-benchmarks/simulation.txt has moved", moved.get(0));
    assertTrue(moved.get(1).startsWith("- het80 round_robin calls=1 "), moved.toString());
    assertEquals(3, moved.size(), moved.toString());
    assertTrue(Files.readString(page).startsWith("Before."));
    assertTrue(Files.readString(page).endsWith("After.\n"));
  }

  @Test
  void drawingsAreWellFormedAndFollowTheReadersScheme() throws Exception {
    String drawing = Plots.p99(table());
    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(drawing.getBytes(StandardCharsets.UTF_8)));
    assertTrue(drawing.contains("prefers-color-scheme: dark"));
    long best = drawing.lines().filter(line -> line.contains(">1.00<")).count();
    assertTrue(best >= 5, "each of the 5 scenarios has a best rule: " + best);
  }
}
