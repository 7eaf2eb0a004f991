package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.PoolOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code start}: runs the gateway until the process is asked to end. */
@Command(
    name = "start",
    description = "Runs the gateway until SIGTERM or SIGINT, then lets running calls finish.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "The document.")
  private Path file;

  @Option(names = "--allow-scripts", description = "Let the document run its agent_health_script.")
  private boolean allowScripts;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "How long running calls may take at the end (default: ${DEFAULT-VALUE}).",
      defaultValue = "PT30S")
  private Duration grace;

  @Override
  public Integer call() throws IOException, InterruptedException {
    AgentPools pools = AgentPools.fromYaml(
        file, allowScripts ? PoolOptions.DEFAULTS.allowScripts() : PoolOptions.DEFAULTS);
    Gateway gateway;
    try {
      gateway = start(pools);
    } catch (RuntimeException e) {
      pools.close();
      throw e;
    }
    endOnSignal(gateway);
    new CountDownLatch(1).await(); // the signal's handler ends the process
    return 0;
  }
}
