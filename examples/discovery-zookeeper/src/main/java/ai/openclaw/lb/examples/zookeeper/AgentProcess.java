package ai.openclaw.lb.examples.zookeeper;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.x.discovery.ServiceDiscovery;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;

/**
 * An agent in a process of its own, which registers itself: it is in the registry as long as its session
 * with ZooKeeper lasts, and no longer. Ends with its standard input.
 */
public final class AgentProcess {
  static {
    // The JDK's server writes headers and body apart: without it each answer waits some 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private AgentProcess() {}

  /**
   * Runs an agent.
   *
   * @param arguments ZooKeeper's address, and the agent's id
   */
  public static void main(String[] arguments) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    server.setExecutor(threads);
    server.createContext("/v1/chat", AgentProcess::answer);
    server.start();
    try (CuratorFramework client = Agents.client(arguments[0])) {
      client.start();
      try (ServiceDiscovery<Void> registry = registry(client, arguments[1], server)) {
        registry.start();
        while (System.in.read() >= 0) {
          // lives as long as somebody holds its input open
        }
      }
    }
    server.stop(0);
    threads.shutdownNow();
  }

  /** The registry, in which this agent will be once it is started. */
  private static ServiceDiscovery<Void> registry(
      CuratorFramework client, String id, HttpServer server) throws Exception {
    ServiceInstance<Void> self = ServiceInstance.<Void>builder()
        .name(Agents.SERVICE)
        .id(id)
        .address("127.0.0.1")
        .port(server.getAddress().getPort())
        .build();
    return ServiceDiscoveryBuilder.builder(Void.class)
        .client(client)
        .basePath(Agents.PATH)
        .thisInstance(self)
        .build();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
