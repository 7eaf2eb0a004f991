package ai.openclaw.lb.examples.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One page in a real Chromium without a window, over its DevTools protocol. */
final class Chromium implements AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/chromium");

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger commands = new AtomicInteger();
  private final BlockingQueue<JsonNode> results = new LinkedBlockingQueue<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  Chromium(Path profile, String size) throws Exception {
    process = new ProcessBuilder(
            PROGRAM.toString(),
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--window-size=" + size,
            "--user-data-dir=" + profile,
            "--remote-debugging-port=0",
            "about:blank")
        .redirectErrorStream(true)
        .start();
    URI browser = URI.create(debugger(process.inputReader()));
    HttpClient http = HttpClient.newHttpClient();
    URI list = URI.create("http://" + browser.getAuthority() + "/json/list");
    String pages =
        http.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    String page = Json.read(pages).path(0).path("webSocketDebuggerUrl").asText();
    socket =
        http.newWebSocketBuilder().buildAsync(URI.create(page), new Events()).join();
    for (String domain : List.of("Runtime", "Log", "Network", "Page")) {
      send(domain + ".enable", Json.object());
    }
  }

  private static String debugger(BufferedReader out) throws IOException {
    String prefix = "DevTools listening on ";
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
    }
    throw new IOException("Chromium did not start");
  }

  void open(String url) throws Exception {
    send("Page.navigate", Json.object().put("url", url));
  }

  /** What an expression comes to, as a text. */
  String evaluate(String expression) throws Exception {
    ObjectNode parameters = Json.object().put("expression", "String(" + expression + ")");
    return send("Runtime.evaluate", parameters).path("result").path("value").asText();
  }

  void screenshot(Path file) throws Exception {
    JsonNode image = send("Page.captureScreenshot", Json.object());
    Files.write(file, Base64.getDecoder().decode(image.path("data").asText()));
  }

  /** Messages of level error on the console, and exceptions that nobody caught. */
  List<String> errors() {
    return errors;
  }

  /** The URLs that the page asked for. */
  List<String> requests() {
    return requests;
  }

  JsonNode send(String method, ObjectNode parameters) throws Exception {
    int id = commands.incrementAndGet();
    ObjectNode command = Json.object().put("id", id).put("method", method);
    command.set("params", parameters);
    socket.sendText(command.toString(), true).join();
    JsonNode result = results.poll(20, TimeUnit.SECONDS);
    while (result != null && result.path("id").asInt() != id) {
      result = results.poll(20, TimeUnit.SECONDS);
    }
    if (result == null) {
      throw new IOException(method + ": no result");
    }
    return result.path("result");
  }

  private final class Events implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        event(Json.read(text.toString()));
        text.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    private void event(JsonNode event) {
      JsonNode parameters = event.path("params");
      switch (event.path("method").asText()) {
        case "" -> results.add(event);
        case "Runtime.exceptionThrown" -> errors.add(parameters.toString());
        case "Log.entryAdded" -> {
          if (parameters.path("entry").path("level").asText().equals("error")) {
            errors.add(parameters.toString());
          }
        }
        case "Network.requestWillBeSent" ->
          requests.add(parameters.path("request").path("url").asText());
        default -> {
          // of no interest
        }
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
