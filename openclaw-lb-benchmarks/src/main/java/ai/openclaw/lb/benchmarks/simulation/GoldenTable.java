package ai.openclaw.lb.benchmarks.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the table of all scenarios and rules, and compares it with the one that was committed:
 * whoever changes how a pool balances changes that table in the same commit, and shows what it does.
 *
 * <pre>
 *   GoldenTable                 compares; exits with 1 where a digit differs
 *   GoldenTable --write         writes the table
 *   GoldenTable --seeds 10      prints the goals over ten seeds instead of three, compares nothing
 *   GoldenTable --only het80    only the scenarios whose names begin so; compares nothing
 * </pre>
 *
 * The last argument may be the table's file, {@value #FILE} where there is none.
 */
public final class GoldenTable {
  private static final String FILE = "openclaw-lb-benchmarks/simulation.txt";
  private static final int SEEDS = 3;

  private boolean write;
  private int seeds = SEEDS;
  private String only = "";
  private Path file = Path.of(FILE);

  private GoldenTable(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--write" -> write = true;
        case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
        case "--only" -> only = arguments[++i];
        default -> file = Path.of(arguments[i]);
      }
    }
  }

  /** Computes the table and exits with 1 where it is not the committed one. */
  public static void main(String[] arguments) throws IOException {
    if (!new GoldenTable(arguments).run()) {
      System.exit(1);
    }
  }

  private boolean run() throws IOException {
    List<Scenario> scenarios = Scenarios.all().stream()
        .filter(scenario -> scenario.name().startsWith(only))
        .toList();
    Table table = Table.of(scenarios, Rules.all(), seeds);
    Goals goals = Goals.of(table);
    goals.lines().forEach(System.out::println);
    if (write) {
      Files.write(file, table.lines());
      return true;
    }
    return seeds != SEEDS || !only.isEmpty() || same(Files.readAllLines(file), table.lines());
  }

  private static boolean same(List<String> expected, List<String> actual) {
    List<String> moved = new ArrayList<>();
    for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
      String before = i < expected.size() ? expected.get(i) : "nothing";
      String after = i < actual.size() ? actual.get(i) : "nothing";
      if (!before.equals(after)) {
        moved.add("- " + before);
        moved.add("+ " + after);
      }
    }
    moved.forEach(System.out::println);
    System.out.println(
        moved.isEmpty()
            ? "The table is the committed one: " + actual.size() + " cases."
            : "The table has moved in " + moved.size() / 2 + " cases. If that is meant, write it.");
    return moved.isEmpty();
  }
}
