package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds the admin API of a running gateway, and how it asks. */
final class AdminClient {
  @Option(
      names = "--admin",
      paramLabel = "HOST:PORT",
      description = "Where the gateway's admin API listens (default: ${DEFAULT-VALUE}).",
      defaultValue = "127.0.0.1:9091")
  private String address;

  @Option(
      names = "--token",
      description = "Its bearer token; else from the environment variable OPENCLAW_LB_TOKEN.",
      defaultValue = "${env:OPENCLAW_LB_TOKEN}")
  private @Nullable String token;

  @Option(
      names = "--pool",
      description = "The agent's pool, where several have an agent of that id.")
  private @Nullable String pool;

  /** @throws IOException if the gateway can't be reached, or refuses */
  String get(String path) throws IOException, InterruptedException {
    return send("GET", path, BodyPublishers.noBody());
  }

  /** As {@link #get}, to change something. */
  void change(String method, String path, String body) throws IOException, InterruptedException {
    send(
        method,
        pool == null ? path : path + "?pool=" + encoded(pool),
        BodyPublishers.ofString(body));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String send(String method, String path, BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + path))
        .timeout(Duration.ofSeconds(10))
        .header(AdminGuard.CHANGE_HEADER.toString(), "1")
        .method(method, body);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> response;
    try {
      response = HttpClient.newHttpClient()
          .send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (ConnectException e) {
      throw new IOException(
          "no gateway listens on " + address + " (expected: a running openclaw-lb)", e);
    }
    if (response.statusCode() != 200) {
      throw new IOException(reason(response));
    }
    return response.body();
  }

  private static String reason(HttpResponse<String> response) {
    try {
      return Json.read(response.body()).path("error").asText("status " + response.statusCode());
    } catch (IllegalArgumentException e) {
      return "the gateway answered with status " + response.statusCode();
    }
  }
}
