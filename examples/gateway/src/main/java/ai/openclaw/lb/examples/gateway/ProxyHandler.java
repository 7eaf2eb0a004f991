package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.NoAgentAvailableException;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.Response;
import org.xnio.IoUtils;

/** Passes each request on to the pools, by a balanced client, and the answer back. */
final class ProxyHandler implements HttpHandler {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.gateway");

  private final Call.Factory client;
  private final String balanced;

  /** @param balanced the host that stands for the pools */
  ProxyHandler(Call.Factory client, String balanced) {
    this.client = client;
    this.balanced = balanced;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    exchange.startBlocking();
    Request request;
    try {
      request = AgentRequest.of(exchange, balanced);
    } catch (IllegalArgumentException e) {
      refuse(exchange, StatusCodes.BAD_REQUEST, e.getMessage());
      return;
    } catch (RequestTooBigException e) {
      refuse(
          exchange,
          StatusCodes.REQUEST_ENTITY_TOO_LARGE,
          "more than " + Limits.BODY_BYTES + " bytes");
      return;
    } catch (IOException e) {
      IoUtils.safeClose(exchange.getConnection());
      return;
    }
    call(client.newCall(request), exchange);
  }

  private static void call(Call call, HttpServerExchange exchange) {
    CurrentCall.of(exchange.getConnection()).is(call);
    Response response;
    try {
      response = call.execute();
    } catch (IOException e) {
      failed(exchange, e);
      return;
    }
    if (response.code() == StatusCodes.SWITCHING_PROTOCOLS) {
      Tunnel.open(exchange, response);
      return;
    }
    try (response) {
      AgentAnswer.pass(response, exchange);
      exchange.endExchange();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "an answer broke off", e);
      IoUtils.safeClose(exchange.getConnection()); // never a clean end of half an answer
    }
  }

  private static void failed(HttpServerExchange exchange, IOException failure) {
    if (failure instanceof NoAgentAvailableException none) {
      if (none.retryAfter() != null) {
        long seconds = Math.max(1, none.retryAfter().toSeconds());
        exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
      }
      refuse(exchange, StatusCodes.SERVICE_UNAVAILABLE, "no agent is available");
    } else if (failure instanceof InterruptedIOException) {
      refuse(exchange, StatusCodes.GATEWAY_TIME_OUT, "the agent did not answer in time");
    } else {
      refuse(exchange, StatusCodes.BAD_GATEWAY, "the agent did not answer");
    }
  }

  /** Answers in the gateway's own name. */
  private static void refuse(HttpServerExchange exchange, int status, String message) {
    exchange.setStatusCode(status);
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(Json.error(message), StandardCharsets.UTF_8);
  }
}
