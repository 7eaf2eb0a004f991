package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * The body of a client's request on its way to an agent. A short one is held, so that it can go to
 * another agent; a long one is passed on as it comes, once.
 */
final class ClientBody {
  private static final RequestBody EMPTY = RequestBody.create(new byte[0], null);
  private static final int BUFFER_BYTES = 16 << 10;

  private ClientBody() {}

  /**
   * Returns it.
   *
   * @param read called when it has been read to its end, by whoever sends it
   * @throws IOException if the client breaks off
   */
  static RequestBody of(HttpServerExchange exchange, Limits limits, Runnable read)
      throws IOException {
    if (exchange.isRequestComplete()) {
      return EMPTY;
    }
    long length = exchange.getRequestContentLength();
    int held = limits.replayableBytes();
    InputStream in = patiently(exchange, limits.clientMillis());
    if (length > held) {
      return new Stream(new byte[0], in, length, read);
    }
    byte[] head = in.readNBytes(held + 1);
    if (head.length > held) {
      return new Stream(head, in, length, read);
    }
    read.run();
    return RequestBody.create(head, null);
  }

  /** The stream keeps the time; beyond the body, a client that waits for an answer may take its own. */
  private static InputStream patiently(HttpServerExchange exchange, int millis) throws IOException {
    exchange.getConnection().setOption(Options.READ_TIMEOUT, millis);
    try {
      return exchange.getInputStream();
    } finally {
      exchange.getConnection().setOption(Options.READ_TIMEOUT, 0);
    }
  }

  /** What was read already, and the rest as it comes. */
  private static final class Stream extends RequestBody {
    private final byte[] head;
    private final InputStream rest;
    private final long length;
    private final Runnable read;

    Stream(byte[] head, InputStream rest, long length, Runnable read) {
      this.head = head;
      this.rest = rest;
      this.length = length;
      this.read = read;
    }

    @Override
    public @Nullable MediaType contentType() {
      return null; // the client's own header says it
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.write(head);
      byte[] part = new byte[BUFFER_BYTES];
      for (int count = rest.read(part); count >= 0; count = rest.read(part)) {
        sink.write(part, 0, count);
        if (rest.available() == 0) {
          sink.flush(); // the next bytes may take their time
        }
      }
      read.run();
    }
  }
}
