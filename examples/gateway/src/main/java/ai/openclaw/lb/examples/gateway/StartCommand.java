package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.PoolOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code start}: runs the gateway until the process is asked to end. */
@Command(
    name = "start",
    description = "Runs the gateway until SIGTERM or SIGINT, then lets running calls finish.",
    mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
  private static final String LISTEN = "127.0.0.1:9090";

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
    } catch (IOException | RuntimeException e) {
      pools.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(gateway), "openclaw-lb-end"));
    new CountDownLatch(1).await(); // a signal ends the process
    return 0;
  }

  private static Gateway start(AgentPools pools) throws IOException {
    String listen = pools.config().listen();
    InetSocketAddress address = ListenAddress.of("lb.listen", listen == null ? LISTEN : listen);
    AdminAddress admin = AdminAddress.of(pools.config().admin());
    Gateway gateway = new Gateway(pools, address, admin, Limits.DEFAULTS);
    System.out.printf(
        "openclaw-lb listens on %s, admin on http://%s%n",
        Servers.shown(gateway.address()), Servers.shown(gateway.adminAddress()));
    return gateway;
  }

  /** A process that was asked to end and did so ends well: not with a signal's exit code. */
  private void end(Gateway gateway) {
    try {
      boolean all = gateway.drain(grace);
      System.out.println(all ? "all calls have finished" : "calls were ended after " + grace);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(0);
  }
}
