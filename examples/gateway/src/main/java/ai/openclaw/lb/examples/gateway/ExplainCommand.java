package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code explain}: where a request would go now, and why. */
@Command(
    name = "explain",
    description = "Explains where a request would go now, and why.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  @Mixin
  private AdminClient admin;

  @Parameters(
      arity = "0..*",
      paramLabel = "NAME=VALUE",
      description = "The request's attributes, as in user_tier=vip.")
  private Map<String, String> attributes = Map.of();

  @Option(names = "--session", paramLabel = "KEY", description = "The session it belongs to.")
  private @Nullable String session;

  @Option(names = "--ip", paramLabel = "ADDRESS", description = "The user's address.")
  private @Nullable String ip;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    StringJoiner query = new StringJoiner("&");
    attributes.forEach((name, value) -> add(query, "attribute." + name, value));
    add(query, "session", session);
    add(query, "ip", ip);
    String text = admin.get((json ? "/api/explain?" : "/api/explain.txt?") + query);
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println(text.stripTrailing());
    return 0;
  }

  private static void add(StringJoiner query, String name, @Nullable String value) {
    if (value != null) {
      query.add(AdminClient.encoded(name) + "=" + AdminClient.encoded(value));
    }
  }
}
