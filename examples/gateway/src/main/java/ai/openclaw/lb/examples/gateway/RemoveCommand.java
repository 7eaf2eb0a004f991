package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code remove}: takes an agent out. */
@Command(
    name = "remove",
    description = "Takes an agent out of its pool; calls that run on it finish.",
    mixinStandardHelpOptions = true)
final class RemoveCommand implements Callable<Integer> {
  @Mixin
  private AdminClient admin;

  @Parameters(paramLabel = "ID", description = "The agent.")
  private String id;

  @Override
  public Integer call() throws IOException, InterruptedException {
    admin.change("DELETE", "/api/agents/" + AdminClient.encoded(id), "");
    System.out.println(id + ": removed");
    return 0;
  }
}
