package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code drain}: gives an agent no new calls. */
@Command(
    name = "drain",
    description = "Gives an agent no new calls; those that run finish.",
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  @Mixin
  private AdminClient admin;

  @Parameters(paramLabel = "ID", description = "The agent.")
  private String id;

  @Override
  public Integer call() throws IOException, InterruptedException {
    admin.change("POST", "/api/agents/" + AdminClient.encoded(id) + "/drain", "");
    System.out.println(id + ": draining");
    return 0;
  }
}
