package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code set-weight}: changes an agent's share. */
@Command(
    name = "set-weight",
    description = "Changes an agent's weight: down at once, up over 10 s.",
    mixinStandardHelpOptions = true)
final class SetWeightCommand implements Callable<Integer> {
  @Mixin
  private AdminClient admin;

  @Parameters(paramLabel = "ID", description = "The agent.")
  private String id;

  @Parameters(paramLabel = "WEIGHT", description = "A number >= 0; 0 gives it no new calls.")
  private double weight;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String body = Json.object().put("weight", weight).toString();
    admin.change("PUT", "/api/agents/" + AdminClient.encoded(id) + "/weight", body);
    System.out.println(id + ": weight " + weight);
    return 0;
  }
}
