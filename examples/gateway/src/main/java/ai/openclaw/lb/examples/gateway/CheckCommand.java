package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.ConfigReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code check}: says whether a document is valid, and every problem that it has. */
@Command(
    name = "check",
    description = "Checks a document, and prints every problem; exits with 2 where it has one.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The document.")
  private Path file;

  @Option(names = "--allow-scripts", description = "Accept agent_health_script.")
  private boolean allowScripts;

  @Override
  public Integer call() {
    ConfigReader reader =
        ConfigReader.create().onWarning(warning -> System.err.println("warning: " + warning));
    BalancerConfig document = (allowScripts ? reader.allowScripts() : reader).read(file);
    int agents =
        document.pools().stream().mapToInt(pool -> pool.instances().size()).sum();
    System.out.printf(
        "%s: valid: %d pool(s), %d agent(s)%n", file, document.pools().size(), agents);
    return 0;
  }
}
