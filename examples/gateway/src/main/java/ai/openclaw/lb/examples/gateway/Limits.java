package ai.openclaw.lb.examples.gateway;

import java.time.Duration;

/**
 * What clients may ask of the gateway.
 *
 * @param headerBytes all headers of a request together
 * @param headers how many a request may have
 * @param bodyBytes a request's body
 * @param replayableBytes a body up to this size is held until an answer has come, so that it can go to
 *     another agent
 * @param requests how many run at once, each by a thread; as many again wait for one
 * @param tunnels WebSocket connections at once, each by two threads
 * @param clientTime how long a client may take to send its headers or the next bytes of its body, or
 *     to take the next bytes of an answer
 */
record Limits(
    int headerBytes,
    int headers,
    long bodyBytes,
    int replayableBytes,
    int requests,
    int tunnels,
    Duration clientTime) {

  /** A body may be as long as OpenClaw gateways take. */
  static final Limits DEFAULTS =
      new Limits(64 << 10, 200, 20 << 20, 1 << 20, 1024, 1024, Duration.ofMinutes(1));

  /** A request to the admin API. */
  static final long ADMIN_BODY_BYTES = 64 << 10;

  int clientMillis() {
    return Math.toIntExact(clientTime.toMillis());
  }
}
