package ai.openclaw.lb.benchmarks.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that follow from the table, and whether they are what they should be. */
final class Documents {
  private static final String GOLDEN = "openclaw-lb-benchmarks/simulation.txt";
  private static final String PAGE = "docs/balancing.md";
  private static final String BEGIN = "<!-- table: written by GoldenTable -->\n";
  private static final String HARM = "<!-- harm: written by GoldenTable -->\n";
  private static final String END = "<!-- end of table -->\n";

  private final Path root;
  private final Map<String, String> texts = new LinkedHashMap<>();

  /** The files under {@code root}, the project's directory. */
  Documents(Path root, Table table) throws IOException {
    this.root = root;
    texts.put(GOLDEN, String.join("\n", table.lines()) + "\n");
    texts.put("docs/balancing/p99.svg", Plots.p99(table));
    for (String scenario : List.of("het80", "pool256")) {
      texts.put("docs/balancing/" + scenario + ".svg", Plots.latency(table, scenario));
    }
    for (String scenario : List.of("fastfail", "blackhole", "dip")) {
      texts.put("docs/balancing/" + scenario + ".svg", Plots.errors(table, scenario));
    }
    texts.put(PAGE, withTables(Files.readString(root.resolve(PAGE)), table));
  }

  private static String withTables(String page, Table table) {
    String judged = with(page, BEGIN, Goals.of(table).markdown());
    return with(judged, HARM, Goals.harm(table));
  }

  private static String with(String page, String mark, List<String> lines) {
    int begin = page.indexOf(mark);
    int end = page.indexOf(END, Math.max(begin, 0));
    if (begin < 0 || end < begin) {
      throw new IllegalStateException(
          PAGE + ": no place for a table (expected: " + mark.strip() + ")");
    }
    return page.substring(0, begin + mark.length())
        + "\n"
        + String.join("\n", lines)
        + "\n\n"
        + page.substring(end);
  }

  void write() throws IOException {
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      Path file = root.resolve(entry.getKey());
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, entry.getValue());
    }
  }

  /** What differs from the files on the disk: names, and lines with - and +. */
  List<String> moved() throws IOException {
    List<String> moved = new ArrayList<>();
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      Path file = root.resolve(entry.getKey());
      String before = Files.exists(file) ? Files.readString(file) : "";
      if (!before.equals(entry.getValue())) {
        moved.add(entry.getKey() + " has moved");
        if (entry.getKey().equals(GOLDEN)) {
          moved.addAll(
              difference(before.lines().toList(), entry.getValue().lines().toList()));
        }
      }
    }
    return moved;
  }

  static List<String> difference(List<String> before, List<String> after) {
    List<String> lines = new ArrayList<>();
    before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
    after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
    return lines;
  }
}
