package ai.openclaw.lb.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of what was measured, and whether all of it holds. It goes to the standard output, and as
 * Markdown to the end of the file that the environment's {@code GITHUB_STEP_SUMMARY} names, if it does.
 * Not thread-safe.
 */
public final class Report {
  private static final String SUMMARY = "GITHUB_STEP_SUMMARY";

  private final String title;
  private final List<List<String>> lines = new ArrayList<>();
  private boolean holds = true;

  /** A table with these columns. */
  public Report(String title, List<String> columns) {
    this.title = title;
    lines.add(List.copyOf(columns));
  }

  /** Adds a line, one cell for each column. */
  public void line(boolean itHolds, String... cells) {
    holds &= itHolds;
    lines.add(List.of(cells));
  }

  /** Whether every line does. */
  public boolean holds() {
    return holds;
  }

  /** Prints the table, and a note below it. */
  public void print(String note) throws IOException {
    System.out.println("\n" + title);
    lines.forEach(line -> System.out.println(padded(line)));
    System.out.println(note);
    String summary = System.getenv(SUMMARY);
    if (summary != null && !summary.isEmpty()) {
      Files.writeString(
          Path.of(summary),
          markdown(note),
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
  }

  private String padded(List<String> line) {
    StringBuilder text = new StringBuilder();
    for (int column = 0; column < line.size(); column++) {
      int at = column;
      int width = lines.stream().mapToInt(each -> each.get(at).length()).max().orElse(0);
      String cell = line.get(column);
      text.append(cell).append(" ".repeat(width - cell.length() + 2));
    }
    return text.toString().stripTrailing();
  }

  private String markdown(String note) {
    StringBuilder text = new StringBuilder("### " + title + "\n\n");
    for (int i = 0; i < lines.size(); i++) {
      text.append("| ").append(String.join(" | ", lines.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|").append("---|".repeat(lines.get(0).size())).append("\n");
      }
    }
    return text + "\n" + note + "\n\n";
  }
}
