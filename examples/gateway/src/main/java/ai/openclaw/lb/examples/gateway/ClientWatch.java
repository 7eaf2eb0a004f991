package ai.openclaw.lb.examples.gateway;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;
import org.xnio.conduits.ConduitStreamSourceChannel;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Watches the connection of a client that an agent keeps waiting, and cancels the call when the client
 * goes away: an answer that nobody reads costs money. The server itself does not look at a connection
 * while a request runs.
 *
 * <p>It begins after a second, so that quick requests do without; a connection that was watched is
 * closed with its request, since what the watch has read can't be unread. The connection's I/O thread
 * begins the watch and reads; the call's thread ends it. A client that ends its own side of the
 * connection counts as gone, as with most proxies.
 */
final class ClientWatch implements ChannelListener<ConduitStreamSourceChannel> {
  private static final long BEGINS_AFTER_MILLIS = 1_000;

  private enum State {
    IDLE,
    AWAITED,
    WATCHING
  }

  private static final AttachmentKey<ClientWatch> KEY = AttachmentKey.create(ClientWatch.class);

  private final HttpServerExchange exchange;
  private final HttpServerConnection connection;
  private final ConduitStreamSourceChannel channel;
  private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

  /** Begins the watch; it would hold the whole exchange until then, so it goes with the request. */
  private volatile XnioExecutor.@Nullable Key timer;

  /** What to cancel; null until the call's thread has made it. */
  private volatile @Nullable Call call;

  /** Set by the I/O thread before it looks for the call, read by the call's thread after it has set that. */
  private volatile boolean gone;

  private ClientWatch(HttpServerExchange exchange) {
    this.exchange = exchange;
    this.connection = (HttpServerConnection) exchange.getConnection();
    this.channel = connection.getChannel().getSourceChannel();
  }

  /** Plans to watch, where the request is complete. */
  static void begin(HttpServerExchange exchange) {
    ClientWatch watch = new ClientWatch(exchange);
    exchange.putAttachment(KEY, watch);
    if (exchange.isRequestComplete()) {
      watch.requestRead();
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

  /** Plans to watch: the request has been read to its end. */
  void requestRead() {
    if (state.compareAndSet(State.IDLE, State.AWAITED)) {
      timer = connection
          .getIoThread()
          .executeAfter(this::listen, BEGINS_AFTER_MILLIS, TimeUnit.MILLISECONDS);
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
    StreamSourceConduit source = connection.getOriginalSourceConduit();
    try (PooledByteBuffer buffer = connection.getByteBufferPool().allocate()) {
      int read = source.read(buffer.getBuffer());
      if (read < 0) {
        gone();
      } else if (read > 0) {
        source.suspendReads(); // the next request came too early, and goes with the connection
      }
    } catch (IOException e) {
      gone(); // by a reset
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

  /** Has the answer say that the connection ends with it, where it does. */
  void answered() {
    if (state.get() == State.WATCHING) {
      exchange.setPersistent(false);
    }
  }

  /** Ends the watch. Twice is fine. */
  void end() {
    XnioExecutor.Key planned = timer;
    if (planned != null) {
      planned.remove();
    }
    if (state.getAndSet(State.IDLE) == State.WATCHING) {
      exchange.setPersistent(false);
    }
  }
}
