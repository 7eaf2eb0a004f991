package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what the agents of a running gateway are doing. */
@Command(
    name = "status",
    description = "Shows the agents of a running gateway.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Mixin
  private AdminClient admin;

  @Option(
      names = "--lang",
      paramLabel = "zh|en",
      description = "The language; Chinese, unless your locale is English.")
  private @Nullable String language;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    String page = admin.get(json ? "/api/status" : "/api/status.txt?lang=" + language());
    new PrintStream(System.out, true, StandardCharsets.UTF_8).println(page.stripTrailing());
    return 0;
  }

  private String language() {
    if (language != null) {
      return AdminClient.encoded(language);
    }
    String locale =
        System.getenv().getOrDefault("LC_ALL", System.getenv().getOrDefault("LANG", ""));
    return locale.startsWith("en") ? "en" : "zh";
  }
}
