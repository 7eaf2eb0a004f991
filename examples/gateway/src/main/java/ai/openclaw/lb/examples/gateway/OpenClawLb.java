package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.config.ConfigException;
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
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
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
