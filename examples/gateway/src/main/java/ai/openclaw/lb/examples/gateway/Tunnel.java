package ai.openclaw.lb.examples.gateway;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
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
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb.gateway");
  private static final int BUFFER_BYTES = 16 << 10;
  private static final int DIRECTIONS = 2;

  private final StreamConnection client;
  private final Call call;
  private final Socket agent;
  private final BufferedSource fromAgent;
  private final BufferedSink toAgent;
  private final AtomicInteger running = new AtomicInteger(DIRECTIONS);

  /** Between this connection of a client's, and the one on which the agent has answered the call with 101. */
  Tunnel(StreamConnection client, Call call, Response response) {
    this.client = client;
    this.call = call;
    this.agent = Objects.requireNonNull(response.socket(), "socket");
    this.fromAgent = Okio.buffer(agent.getSource());
    this.toAgent = Okio.buffer(agent.getSink());
  }

  /** Begins to pass bytes; {@code over} is called once, when all has ended. */
  void begin(Executor executor, Runnable over) {
    executor.execute(() -> pump(this::clientToAgent, over));
    executor.execute(() -> pump(this::agentToClient, over));
  }

  /** Whichever side ends first ends both. */
  private void pump(Direction direction, Runnable over) {
    try {
      direction.run();
    } catch (IOException e) {
      LOGGER.log(Level.DEBUG, "a tunnel broke", e); // the other side learns of it by its end
    } finally {
      end();
      if (running.decrementAndGet() == 0) {
        over.run();
      }
    }
  }

  /** Ends both connections; where the agent has not ended its own, nobody is to blame. Twice is fine. */
  void end() {
    IoUtils.safeClose(client);
    call.cancel();
    agent.cancel();
  }

  private void clientToAgent() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (Channels.readBlocking(client.getSourceChannel(), buffer) >= 0) {
      buffer.flip();
      toAgent.write(buffer);
      toAgent.flush();
      buffer.clear();
    }
    toAgent.close();
  }

  private void agentToClient() throws IOException {
    Buffer buffer = new Buffer();
    while (fromAgent.read(buffer, BUFFER_BYTES) >= 0) {
      Channels.writeBlocking(client.getSinkChannel(), ByteBuffer.wrap(buffer.readByteArray()));
      Channels.flushBlocking(client.getSinkChannel());
    }
    fromAgent.close();
    toAgent.close();
  }

  private interface Direction {
    void run() throws IOException;
  }
}
