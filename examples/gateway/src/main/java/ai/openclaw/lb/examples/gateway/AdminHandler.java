package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.AgentPools;
import ai.openclaw.lb.Explanation;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.PathTemplateMatch;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The admin API and the status page. */
final class AdminHandler implements HttpHandler {
  private static final String PAGE = resource("status.html");
  private static final String PAGE_POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; frame-ancestors 'none'";

  private final Admin admin;
  private final PrometheusMeterRegistry registry;
  private final HttpHandler routes;

  AdminHandler(AgentPools pools, PrometheusMeterRegistry registry) {
    this.admin = new Admin(pools, registry);
    this.registry = registry;
    this.routes = new RoutingHandler()
        .get("/", AdminHandler::page)
        .get(
            "/metrics",
            exchange -> send(exchange, "text/plain; version=0.0.4", this.registry.scrape()))
        .get("/api/status", exchange -> json(exchange, admin.status()))
        .get(
            "/api/status.txt",
            exchange -> send(exchange, "text/plain; charset=utf-8", admin.render(locale(exchange))))
        .put("/api/agents/{id}/weight", this::setWeight)
        .post("/api/agents/{id}/drain", this::drain)
        .post("/api/agents", this::add)
        .get("/api/explain", exchange -> json(exchange, Json.write(explanation(exchange))))
        .get(
            "/api/explain.txt", exchange -> text(exchange, explanation(exchange).render()))
        .delete("/api/agents/{id}", this::remove)
        .setFallbackHandler(exchange -> OwnAnswer.send(
            exchange, StatusCodes.NOT_FOUND, "nothing is at " + exchange.getRequestPath()));
  }

  /** Whether the request is for the page itself, which holds nothing of the pools. */
  static boolean isPage(HttpServerExchange exchange) {
    return exchange.getRequestMethod().equals(Methods.GET)
        && exchange.getRelativePath().equals("/");
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    try {
      routes.handleRequest(exchange);
    } catch (IllegalArgumentException e) {
      OwnAnswer.send(exchange, StatusCodes.BAD_REQUEST, e.getMessage());
    } catch (RequestTooBigException e) {
      OwnAnswer.tooBig(exchange, Limits.ADMIN_BODY_BYTES);
    }
  }

  private static void page(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_SECURITY_POLICY, PAGE_POLICY);
    exchange.getResponseHeaders().put(Headers.X_FRAME_OPTIONS, "DENY");
    send(exchange, "text/html; charset=utf-8", PAGE);
  }

  private void setWeight(HttpServerExchange exchange) throws IOException {
    JsonNode weight = body(exchange).path("weight");
    if (!weight.isNumber()) {
      throw new IllegalArgumentException("weight: " + weight + " (expected: a number >= 0)");
    }
    admin
        .pool(parameter(exchange, "pool"), id(exchange))
        .setWeight(id(exchange), weight.doubleValue());
    json(exchange, "{}");
  }

  private void drain(HttpServerExchange exchange) {
    admin.pool(parameter(exchange, "pool"), id(exchange)).drain(id(exchange));
    json(exchange, "{}");
  }

  private void add(HttpServerExchange exchange) throws IOException {
    admin.add(parameter(exchange, "pool"), body(exchange));
    json(exchange, "{}");
  }

  private void remove(HttpServerExchange exchange) {
    admin.pool(parameter(exchange, "pool"), id(exchange)).remove(id(exchange));
    json(exchange, "{}");
  }

  private static JsonNode body(HttpServerExchange exchange) throws IOException {
    exchange.startBlocking();
    return Json.read(new String(exchange.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private static String id(HttpServerExchange exchange) {
    PathTemplateMatch match = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY);
    return match.getParameters().getOrDefault("id", "");
  }

  private static @Nullable String parameter(HttpServerExchange exchange, String name) {
    Deque<String> values = exchange.getQueryParameters().get(name);
    return values == null ? null : values.getFirst();
  }

  private static Locale locale(HttpServerExchange exchange) {
    String language = parameter(exchange, "lang");
    return Locale.forLanguageTag(language == null ? "en" : language);
  }

  private Explanation explanation(HttpServerExchange exchange) {
    return admin.explain(Context.of(exchange.getQueryParameters()));
  }

  private static void text(HttpServerExchange exchange, String text) {
    send(exchange, "text/plain; charset=utf-8", text);
  }

  private static void json(HttpServerExchange exchange, String text) {
    send(exchange, "application/json", text);
  }

  private static void send(HttpServerExchange exchange, String type, String text) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
    exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
    exchange.getResponseSender().send(text, StandardCharsets.UTF_8);
  }

  private static String resource(String name) {
    try (InputStream in = AdminHandler.class.getResourceAsStream("/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
