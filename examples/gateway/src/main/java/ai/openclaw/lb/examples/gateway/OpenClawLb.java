package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.config.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.util.logging.LogManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command {@code openclaw-lb}. */
@Command(
    name = "openclaw-lb",
    description = "Balances calls over a fleet of agents.",
    mixinStandardHelpOptions = true,
    version = "openclaw-lb 0.1.0",
    subcommands = {
      StartCommand.class,
      StatusCommand.class,
      SetWeightCommand.class,
      DrainCommand.class,
      AddCommand.class,
      RemoveCommand.class,
      ExplainCommand.class,
      CheckCommand.class
    })
final class OpenClawLb {
  /** The command line is wrong, or what it names. */
  static final int USAGE = 2;

  static final int FAILED = 1;

  private OpenClawLb() {}

  /** Runs the command and exits: 0 done, 1 failed, 2 wrong command line or document. */
  public static void main(String[] arguments) throws IOException {
    quieten();
    System.exit(commandLine().execute(arguments));
  }

  /** Has the libraries log what matters, unless whoever runs this has said what to log. */
  private static void quieten() throws IOException {
    if (System.getProperty("java.util.logging.config.file") != null
        || System.getProperty("java.util.logging.config.class") != null) {
      return;
    }
    try (InputStream settings = OpenClawLb.class.getResourceAsStream("/logging.properties")) {
      LogManager.getLogManager().readConfiguration(settings);
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new OpenClawLb()).setExecutionExceptionHandler(oneLine());
  }

  /** People want to read what was wrong, not where in our code it was found. */
  private static IExecutionExceptionHandler oneLine() {
    return (failure, command, parsed) -> {
      command.getErr().println(failure.getMessage() == null ? failure : failure.getMessage());
      return failure instanceof ConfigException ? USAGE : FAILED;
    };
  }
}
