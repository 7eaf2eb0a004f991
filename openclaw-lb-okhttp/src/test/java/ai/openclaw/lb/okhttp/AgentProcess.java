package ai.openclaw.lb.okhttp;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** An agent in a process of its own, to be killed, stopped and continued by signals. */
final class AgentProcess implements AutoCloseable {
  private Process process;
  private int port;

  private AgentProcess(int port) throws IOException {
    start(port);
  }

  static AgentProcess start() throws IOException {
    return new AgentProcess(0);
  }

  /** The agent itself: answers until it is killed, or whoever started it is gone. */
  public static void main(String[] arguments) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(loopback, Integer.parseInt(arguments[0])), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", exchange -> {
      exchange.sendResponseHeaders(200, -1);
      exchange.close();
    });
    server.start();
    System.out.println(server.getAddress().getPort());
    while (System.in.read() >= 0) {
      // The end of the input is the end of the parent.
    }
    System.exit(0);
  }

  String host() {
    return "127.0.0.1:" + port;
  }

  /** Ends the process by SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  void startAgain() throws IOException {
    start(port);
  }

  /** Sends a signal by its name, such as {@code STOP}: the agent then connects and never answers. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private void start(int wantedPort) throws IOException {
    process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Dsun.net.httpserver.nodelay=true",
            "-cp",
            System.getProperty("java.class.path"),
            AgentProcess.class.getName(),
            Integer.toString(wantedPort))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    port = Integer.parseInt(said.readLine());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
