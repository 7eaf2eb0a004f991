package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/**
 * The body of a client's request on its way to an agent. A short one is held, so that it can go to
 * another agent; a long one is passed on as it comes, once.
 */
final class ClientBody {
  private static final RequestBody EMPTY = RequestBody.create(new byte[0], null);

  private ClientBody() {}

  /**
   * Returns it.
   *
   * @throws IOException if the client breaks off
   */
  static RequestBody of(HttpServerExchange exchange) throws IOException {
    if (exchange.isRequestComplete()) {
      return EMPTY;
    }
    long length = exchange.getRequestContentLength();
    InputStream in = exchange.getInputStream();
    if (length > Limits.REPLAYABLE_BYTES) {
      return new Stream(new byte[0], in, length);
    }
    byte[] head = in.readNBytes(Limits.REPLAYABLE_BYTES);
    return head.length < Limits.REPLAYABLE_BYTES || length == head.length
        ? RequestBody.create(head, null)
        : new Stream(head, in, length);
  }

  /** What was read already, and the rest as it comes. */
  private static final class Stream extends RequestBody {
    private final byte[] head;
    private final InputStream rest;
    private final long length;

    Stream(byte[] head, InputStream rest, long length) {
      this.head = head;
      this.rest = rest;
      this.length = length;
    }

    @Override
    public MediaType contentType() {
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
      byte[] part = new byte[16 * 1024];
      for (int read = rest.read(part); read >= 0; read = rest.read(part)) {
        sink.write(part, 0, read);
      }
    }
  }
}
