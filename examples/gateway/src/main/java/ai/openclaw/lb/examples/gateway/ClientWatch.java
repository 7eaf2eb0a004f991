package ai.openclaw.lb.examples.gateway;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Watches a client's connection while an agent works for it, and cancels the call when the client goes
 * away: an answer that nobody reads costs money. The server itself does not look at a connection
 * while a request runs, so this reads from it; what comes is the client's next request, and given
 * back to the server.
 *
 * <p>The connection's I/O thread begins the watch, so that no event of before is on its way, and reads;
 * the call's thread ends it. The state says whose turn it is. A client that ends its own side of the
 * connection counts as gone, as with most proxies.
 */
final class ClientWatch implements ChannelListener<ConduitStreamSourceChannel> {
  private enum State {
    IDLE,
    AWAITED,
    WATCHING,
    READING
  }

  private static final AttachmentKey<ClientWatch> KEY = AttachmentKey.create(ClientWatch.class);

  private final HttpServerConnection connection;
  private final ConduitStreamSourceChannel channel;

  /** The server's own, which stands by for the request's end; null where the request has a body. */
  private final @Nullable ChannelListener<? super ConduitStreamSourceChannel> servers;

  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /** What to cancel; null until the call's thread has made it. */
  private volatile @Nullable Call call;

  /** Set by the I/O thread before it looks for the call, read by the call's thread after it has set that. */
  private volatile boolean gone;

  private ClientWatch(HttpServerConnection connection) {
    this.connection = connection;
    this.channel = connection.getChannel().getSourceChannel();
    this.servers = channel.getReadListener();
  }

  /** Begins to watch, where the request is complete. To be called by the I/O thread that has read it. */
  static void begin(HttpServerExchange exchange) {
    ClientWatch watch = new ClientWatch((HttpServerConnection) exchange.getConnection());
    exchange.putAttachment(KEY, watch);
    if (exchange.isRequestComplete()) {
      watch.state.set(State.AWAITED);
      watch.listen();
    }
  }

  static ClientWatch of(HttpServerExchange exchange) {
    return exchange.getAttachment(KEY);
  }

  /** Cancels this call when the client goes, at once where it has. */
  void cancels(Call made) {
    call = made;
    if (gone) {
      made.cancel();
    }
  }

  /** Begins to watch where that could not be before: the request's body has been read to its end. */
  void requestRead() {
    if (state.compareAndSet(State.IDLE, State.AWAITED)) {
      connection.getIoThread().execute(this::listen);
    }
  }

  /** Does nothing where the next request is there: that is no sign of leaving, and hides all later ones. */
  private void listen() {
    if (connection.getExtraBytes() == null && state.compareAndSet(State.AWAITED, State.WATCHING)) {
      StreamSourceConduit source = connection.getOriginalSourceConduit();
      // Whoever has read a body had the events of the connection come to itself.
      source.setReadReadyHandler(new ReadReadyHandler.ChannelListenerHandler<>(channel));
      channel.setReadListener(this);
      source.resumeReads();
    }
  }

  @Override
  public void handleEvent(ConduitStreamSourceChannel readable) {
    if (state.compareAndSet(State.WATCHING, State.READING)) {
      state.set(read() ? State.WATCHING : State.IDLE);
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
        giveBack();
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
    gone = true;
    Call running = call;
    if (running != null) {
      running.cancel();
    }
    IoUtils.safeClose(connection);
  }

  /** Ends the watch: the connection is the server's again. Twice is fine. */
  void end() {
    while (!state.compareAndSet(State.WATCHING, State.IDLE)) {
      if (state.compareAndSet(State.AWAITED, State.IDLE) || state.get() == State.IDLE) {
        return;
      }
      Thread.onSpinWait(); // the read that goes on does not block
    }
    giveBack();
  }

  /**
   * Without a listener the connection would suspend its reads, perhaps just after the server has resumed
   * them for the next request. This one does nothing any more; the server replaces it at once.
   */
  private void giveBack() {
    if (servers != null) {
      channel.setReadListener(servers);
    }
  }
}
