package ai.openclaw.lb.examples.gateway;

import ai.openclaw.lb.NoAgentAvailableException;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import okhttp3.Call;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.channels.ReadTimeoutException;

/** One client's request on its way to an agent and back, by one thread. */
final class ProxiedCall {
  private final HttpServerExchange exchange;
  private final Limits limits;
  private final Running running;

  /** Where the connection goes if it changes its protocol; null if it may not. */
  private final Tunnels.@Nullable Place place;

  private final ClientWatch watch;

  ProxiedCall(
      HttpServerExchange exchange, Limits limits, Running running, Tunnels.@Nullable Place place) {
    this.exchange = exchange;
    this.limits = limits;
    this.running = running;
    this.place = place;
    this.watch = ClientWatch.of(exchange);
  }

  /**
   * Answers the client, one way or another.
   *
   * @param balanced the host that stands for the pools
   */
  void run(Call.Factory client, String balanced) {
    try {
      RequestBody body = AgentRequest.body(exchange, limits, watch::requestRead);
      Request request = AgentRequest.of(exchange, balanced, body);
      run(client.newCall(request));
    } catch (IllegalArgumentException e) {
      OwnAnswer.send(exchange, StatusCodes.BAD_REQUEST, e.getMessage());
    } catch (RequestTooBigException e) {
      OwnAnswer.tooBig(exchange, limits.bodyBytes());
    } catch (IOException e) {
      IoUtils.safeClose(exchange.getConnection()); // the client broke off
    }
  }

  private void run(Call made) {
    running.began(made);
    watch.cancels(made);
    try {
      answer(made);
    } finally {
      watch.end();
      running.over(made);
    }
  }

  private void answer(Call made) {
    Response response;
    try {
      response = made.execute();
    } catch (IOException e) {
      watch.end();
      failed(e);
      return;
    }
    if (response.code() == StatusCodes.SWITCHING_PROTOCOLS) {
      watch.end();
      upgrade(made, response);
      return;
    }
    if (running.isEnding()) {
      exchange.setPersistent(false);
    }
    watch.answered();
    AgentAnswer.pass(response, exchange, watch::end);
  }

  private void upgrade(Call made, Response response) {
    if (place == null) {
      response.close();
      OwnAnswer.send(exchange, StatusCodes.BAD_GATEWAY, "the agent changed the protocol unasked");
      return;
    }
    place.take(exchange, made, response);
  }

  private void failed(IOException failure) {
    if (failure instanceof RequestTooBigException) {
      OwnAnswer.tooBig(exchange, limits.bodyBytes());
    } else if (failure instanceof NoAgentAvailableException none) {
      unavailable(none.retryAfter());
    } else if (failure instanceof ReadTimeoutException) {
      exchange.setPersistent(false);
      OwnAnswer.send(exchange, StatusCodes.REQUEST_TIME_OUT, "the rest of the body did not come");
    } else if (failure instanceof InterruptedIOException) {
      OwnAnswer.send(exchange, StatusCodes.GATEWAY_TIME_OUT, "the agent did not answer in time");
    } else {
      OwnAnswer.send(exchange, StatusCodes.BAD_GATEWAY, "the agent did not answer");
    }
  }

  private void unavailable(@Nullable Duration retryAfter) {
    if (retryAfter != null) {
      long seconds = Math.max(1, retryAfter.plusSeconds(1).minusNanos(1).toSeconds());
      exchange.getResponseHeaders().put(Headers.RETRY_AFTER, seconds);
    }
    OwnAnswer.send(exchange, StatusCodes.SERVICE_UNAVAILABLE, "no agent is available");
  }
}
