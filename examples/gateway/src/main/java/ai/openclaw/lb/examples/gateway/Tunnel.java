package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import okio.Socket;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.Channels;

/**
 * A connection that client and agent have agreed to use for another protocol, WebSocket mostly: bytes
 * pass both ways untouched until either side ends it.
 */
final class Tunnel {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final StreamConnection client;
  private final Socket agent;
  private final BufferedSource fromAgent;
  private final BufferedSink toAgent;

  private Tunnel(StreamConnection client, Socket agent) {
    this.client = client;
    this.agent = agent;
    this.fromAgent = Okio.buffer(agent.getSource());
    this.toAgent = Okio.buffer(agent.getSink());
  }

  /** Answers the client as the agent did, with 101, and begins. */
  static void open(HttpServerExchange exchange, Response response) {
    Socket agent = response.socket();
    exchange.upgradeChannel((client, same) -> new Tunnel(client, agent).begin(exchange));
    response
        .headers()
        .forEach(header -> exchange
            .getResponseHeaders()
            .put(new HttpString(header.getFirst()), header.getSecond()));
    exchange.endExchange();
  }

  private void begin(HttpServerExchange exchange) {
    exchange.getConnection().getWorker().execute(() -> pump(this::clientToAgent));
    exchange.getConnection().getWorker().execute(() -> pump(this::agentToClient));
  }

  /** Whichever side ends first ends both. */
  private void pump(Direction direction) {
    try {
      direction.run();
    } catch (IOException e) {
      // the other side learns of it by the connection's end
    } finally {
      IoUtils.safeClose(client);
      IoUtils.safeClose((Closeable) toAgent, fromAgent);
      agent.cancel();
    }
  }

  private void clientToAgent() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (Channels.readBlocking(client.getSourceChannel(), buffer) >= 0) {
      buffer.flip();
      toAgent.write(buffer);
      toAgent.flush();
      buffer.clear();
    }
  }

  private void agentToClient() throws IOException {
    Buffer buffer = new Buffer();
    while (fromAgent.read(buffer, BUFFER_BYTES) >= 0) {
      Channels.writeBlocking(client.getSinkChannel(), ByteBuffer.wrap(buffer.readByteArray()));
      Channels.flushBlocking(client.getSinkChannel());
    }
  }

  private interface Direction {
    void run() throws IOException;
  }
}
