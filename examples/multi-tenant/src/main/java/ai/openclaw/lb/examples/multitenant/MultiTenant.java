package ai.openclaw.lb.examples.multitenant;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.okhttp.AgentPoolInterceptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import okhttp3.OkHttpClient;

/**
 * Three tenants call through one client, each served by a pool of its own. The free one sends ten
 * times its quota: its calls over it get 429, and nobody else notices. Exits with 0 when it was so,
 * with 1 otherwise.
 */
public final class MultiTenant implements AutoCloseable {
  private static final Duration PHASE = Duration.ofSeconds(2);
  private static final int VIP_RATE = 100;
  private static final int STANDARD_RATE = 50;
  private static final int FREE_RATE = 25;
  private static final int BURST_RATE = 500;

  private final PrintStream out;
  private final List<LocalAgent> agents = new ArrayList<>();
  private final AgentPools pools;
  private final OkHttpClient client;

  private MultiTenant(PrintStream out) throws IOException {
    this.out = out;
    for (String name :
        List.of("VIP_1", "VIP_2", "STANDARD_1", "STANDARD_2", "STANDARD_3", "FREE_1")) {
      LocalAgent agent = new LocalAgent();
      agents.add(agent);
      System.setProperty(name, agent.host());
    }
    this.pools = AgentPools.fromYaml(document());
    this.client =
        AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
  }

  /** Runs the demonstration; it takes no arguments and ends by itself. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (MultiTenant example = new MultiTenant(out)) {
      if (!example.run()) {
        out.println("Not as it should be: others than the free tier lost calls, or it lost none.");
        System.exit(1);
      }
    }
  }

  private boolean run() {
    List<Tenant> tenants = List.of(
        new Tenant("vip", client), new Tenant("standard", client), new Tenant("free", client));
    all(tenants, FREE_RATE, Duration.ofMillis(500)); // connects, and warms the JVM up
    List<Tally> quiet = all(tenants, FREE_RATE, PHASE);
    List<Tally> burst = all(tenants, BURST_RATE, PHASE);

    out.printf(
        Locale.ROOT,
        "Quiet: %d calls/s by the free tier. Burst: %d calls/s, of which its quota admits 50.%n%n",
        FREE_RATE,
        BURST_RATE);
    out.println("                  in the burst                   P50 ms          P99 ms");
    out.println(
        "tenant       calls  admitted   429  success   quiet   burst   quiet   burst  burst/quiet");
    for (int i = 0; i < tenants.size(); i++) {
      row(tenants.get(i).tier(), quiet.get(i), burst.get(i));
    }
    out.println();
    pools
        .pools()
        .forEach(pool -> out.println(
            pool.name() + ": " + pool.quotaStatus().refused() + " calls were over its quota"));
    out.println("Why: " + pools.explain(calledBy("free")));
    return unharmed(burst.get(0)) && unharmed(burst.get(1)) && burst.get(2).refused() > 0;
  }

  /** All tenants at once; the rates of the first two are always the same. */
  private static List<Tally> all(List<Tenant> tenants, int freeRate, Duration time) {
    int[] rates = {VIP_RATE, STANDARD_RATE, freeRate};
    List<CompletableFuture<Tally>> running = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      Tenant tenant = tenants.get(i);
      int rate = rates[i];
      CompletableFuture<Tally> sent = new CompletableFuture<>();
      Thread sender = new Thread(() -> sent.complete(tenant.send(rate, time)), tenant.tier());
      sender.setDaemon(true);
      sender.start();
      running.add(sent);
    }
    return running.stream().map(CompletableFuture::join).toList();
  }

  private void row(String tier, Tally quiet, Tally burst) {
    out.printf(
        Locale.ROOT,
        "%-10s %7d %9d %5d %7.1f%% %7.1f %7.1f %7.1f %7.1f %12.2f%n",
        tier,
        burst.calls(),
        burst.admitted(),
        burst.refused(),
        burst.success(),
        quiet.millis(50),
        burst.millis(50),
        quiet.millis(99),
        burst.millis(99),
        burst.millis(99) / quiet.millis(99));
  }

  private static RequestContext calledBy(String tier) {
    return RequestContext.builder().attribute("user_tier", tier).build();
  }

  private static boolean unharmed(Tally tally) {
    return tally.refused() == 0 && tally.success() == 100;
  }

  private static InputStreamReader document() {
    InputStream document = MultiTenant.class.getResourceAsStream("/multi-tenant.yaml");
    return new InputStreamReader(Objects.requireNonNull(document), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    pools.close();
    agents.forEach(LocalAgent::close);
  }
}
