package ai.openclaw.lb.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer over a connection of their own: to the first of some addresses that
 * accepts one. Confined to the thread of a {@link ProbeLoop}, but for its {@link #answer}.
 */
final class PlainExchange {
  /** Completes when the connection is closed; cancelling it does not close that by itself. */
  final CompletableFuture<AnswerParser> answer = new CompletableFuture<>();

  private final Iterator<InetSocketAddress> addresses;
  private final ByteBuffer request;
  private final AnswerParser parser;
  private @Nullable SocketChannel channel;

  /**
   * An exchange that has not begun.
   *
   * @param addresses one at least, tried in order
   * @param parser of which nobody has made use yet
   */
  PlainExchange(List<InetSocketAddress> addresses, byte[] request, AnswerParser parser) {
    this.addresses = addresses.iterator();
    this.request = ByteBuffer.wrap(request);
    this.parser = parser;
  }

  /** Begins to connect, unless nobody waits for the answer any more. */
  void begin(Selector selector) {
    if (!answer.isDone()) {
      connect(selector);
    }
  }

  private void connect(Selector selector) {
    try {
      SocketChannel opened = SocketChannel.open();
      channel = opened;
      opened.configureBlocking(false);
      boolean connected = opened.connect(addresses.next());
      opened.register(selector, connected ? send(opened) : SelectionKey.OP_CONNECT, this);
    } catch (IOException | RuntimeException failed) { // the latter for kinds of address
      connectElsewhere(selector, failed);
    }
  }

  private void connectElsewhere(Selector selector, Exception failed) {
    if (addresses.hasNext()) {
      close();
      connect(selector);
    } else {
      fail(failed);
    }
  }

  /**
   * Goes on, now that the channel is ready for something.
   *
   * @param buffer for what is read
   */
  void ready(SelectionKey key, ByteBuffer buffer) {
    SocketChannel ready = (SocketChannel) key.channel();
    try {
      ready.finishConnect();
    } catch (IOException failed) {
      connectElsewhere(key.selector(), failed);
      return;
    }
    try {
      talk(ready, key, buffer);
    } catch (IOException failed) {
      fail(failed);
    }
  }

  private void talk(SocketChannel ready, SelectionKey key, ByteBuffer buffer) throws IOException {
    if (key.isReadable() && read(ready, buffer)) {
      close();
      answer.complete(parser);
      return;
    }
    if (request.hasRemaining()) {
      key.interestOps(send(ready));
    }
  }

  /** Sends what the socket takes of the request; returns what to wait for then. */
  private int send(SocketChannel ready) throws IOException {
    ready.write(request);
    return SelectionKey.OP_READ | (request.hasRemaining() ? SelectionKey.OP_WRITE : 0);
  }

  /** Returns whether the answer is complete. */
  private boolean read(SocketChannel ready, ByteBuffer buffer) throws IOException {
    buffer.clear();
    if (ready.read(buffer) < 0) {
      parser.end();
      return true;
    }
    return parser.take(buffer.flip());
  }

  /** Ends the exchange without an answer. */
  void fail(Exception reason) {
    close();
    answer.completeExceptionally(reason);
  }

  /** Closes the connection, if there is one. */
  void close() {
    SocketChannel open = channel;
    channel = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException closed) {
      // The descriptor is let go of all the same.
    }
  }
}
