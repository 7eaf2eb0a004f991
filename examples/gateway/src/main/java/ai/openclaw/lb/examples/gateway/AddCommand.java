package ai.openclaw.lb.examples.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code add}: puts one more agent into a pool. */
@Command(name = "add", description = "Adds an agent to a pool.", mixinStandardHelpOptions = true)
final class AddCommand implements Callable<Integer> {
  @Mixin
  private AdminClient admin;

  @Parameters(paramLabel = "ID", description = "A name that the pool does not have.")
  private String id;

  @Parameters(paramLabel = "HOST", description = "host:port, or a URL, as in a document.")
  private String host;

  @Option(names = "--weight", description = "Its weight (default: 1).")
  private @Nullable Double weight;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ObjectNode agent = Json.object().put("id", id).put("host", host);
    if (weight != null) {
      agent.put("weight", weight);
    }
    admin.change("POST", "/api/agents", agent.toString());
    System.out.println(id + ": added");
    return 0;
  }
}
