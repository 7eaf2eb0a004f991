package ai.openclaw.lb.benchmarks.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes the table of all scenarios and rules, and compares it with the committed one, and with the
 * page and the drawings that follow from it: whoever changes how a pool balances changes them in the
 * same commit, and so shows what it does. To be run in the project's directory.
 *
 * <pre>
 *   GoldenTable                 compares; exits with 1 where a digit differs
 *   GoldenTable --write         writes the files
 *   GoldenTable --seeds 10      prints the figures over ten seeds instead of three
 *   GoldenTable --only het80    prints the scenarios whose names begin so
 *   GoldenTable --knee 1        prints the figures of agents that do one thing at a time
 * </pre>
 */
public final class GoldenTable {
  private static final int SEEDS = 3;
  private static final int KNEE = 8;

  private boolean write;
  private int seeds = SEEDS;
  private int knee = KNEE;
  private String only = "";

  private GoldenTable(String[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--write" -> write = true;
        case "--seeds" -> seeds = Integer.parseInt(arguments[++i]);
        case "--knee" -> knee = Integer.parseInt(arguments[++i]);
        case "--only" -> only = arguments[++i];
        default ->
          throw new IllegalArgumentException("argument: " + arguments[i]
              + " (expected: --write, --seeds N, --knee N or --only NAME)");
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
        .map(scenario -> scenario.knee(knee))
        .toList();
    Table table = Table.of(scenarios, Rules.all(), seeds);
    Goals goals = Goals.of(table);
    goals.markdown().forEach(System.out::println);
    System.out.println("Missed in: " + goals.missed());
    if (seeds != SEEDS || knee != KNEE || !only.isEmpty()) {
      table.lines().forEach(System.out::println);
      return true;
    }
    Documents documents = new Documents(Path.of(""), table);
    if (write) {
      documents.write();
      return true;
    }
    List<String> moved = documents.moved();
    moved.forEach(System.out::println);
    System.out.println(
        moved.isEmpty()
            ? "The table is the committed one: " + table.lines().size() + " cases."
            : "The table has moved. If that is meant, run with --write and commit what it writes.");
    return moved.isEmpty();
  }
}
