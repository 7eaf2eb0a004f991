package ai.openclaw.lb.examples.gateway;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.ServerConnection;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Watches a client's connection while an agent works for it, and cancels the call when the client goes
 * away: an answer that nobody reads costs money. The server itself does not look at a connection
 * while a request runs, so this reads from it; what comes is the client's next request, and given
 * back to the server.
 *
 * <p>The call's thread begins and ends the watch, the connection's I/O thread reads; the state says whose
 * turn it is. A client that ends its own side of the connection counts as gone, as with most proxies.
 */
final class ClientWatch implements ChannelListener<ConduitStreamSourceChannel> {
  private enum State {
    WATCHING,
    READING,
    OVER
  }

  private final HttpServerConnection connection;
  private final Call call;
  private final ConduitStreamSourceChannel channel;
  private final @Nullable ChannelListener<? super ConduitStreamSourceChannel> servers;
  private final AtomicReference<State> state = new AtomicReference<>(State.WATCHING);

  private ClientWatch(HttpServerConnection connection, Call call) {
    this.connection = connection;
    this.call = call;
    this.channel = connection.getChannel().getSourceChannel();
    this.servers = channel.getReadListener();
  }

  /**
   * Begins to watch a client whose request has been read to its end.
   *
   * @return the watch, or null where the client's next request is there already
   */
  static @Nullable ClientWatch begin(ServerConnection connection, Call call) {
    if (!(connection instanceof HttpServerConnection http) || http.getExtraBytes() != null) {
      return null;
    }
    ClientWatch watch = new ClientWatch(http, call);
    watch.channel.setReadListener(watch);
    if (!http.getOriginalSourceConduit().isReadResumed()) {
      http.getOriginalSourceConduit().resumeReads();
    }
    return watch;
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel readable) {
    if (state.compareAndSet(State.WATCHING, State.READING)) {
      state.set(read() ? State.WATCHING : State.OVER);
    }
  }

  /** Reads what has come, and tells whether to go on watching. */
  private boolean read() {
    PooledByteBuffer buffer = connection.getByteBufferPool().allocate();
    boolean kept = false;
    try {
      int read = connection.getOriginalSourceConduit().read(buffer.getBuffer());
      if (read < 0) {
        gone();
      } else if (read > 0) {
        buffer.getBuffer().flip();
        connection.ungetRequestBytes(buffer);
        kept = true;
        channel.setReadListener(servers);
        connection.getOriginalSourceConduit().suspendReads();
      }
      return read == 0;
    } catch (IOException e) {
      gone(); // by a reset
      return false;
    } finally {
      if (!kept) {
        buffer.close();
      }
    }
  }

  private void gone() {
    call.cancel();
    IoUtils.safeClose(connection);
  }

  /** Ends the watch: the connection is the server's again. Twice is fine. */
  void end() {
    while (!state.compareAndSet(State.WATCHING, State.OVER)) {
      if (state.get() == State.OVER) {
        return;
      }
      Thread.onSpinWait(); // the read that goes on does not block
    }
    channel.setReadListener(servers);
  }
}
