package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

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
   * @param held up to how many bytes it is held
   * @param read called when a body that is passed on has been read to its end
   * @throws IOException if the client breaks off
   */
  static RequestBody of(HttpServerExchange exchange, int held, Runnable read) throws IOException {
    if (exchange.isRequestComplete()) {
      return EMPTY;
    }
    long length = exchange.getRequestContentLength();
    InputStream in = exchange.getInputStream();
    if (length > held) {
      return new Stream(new byte[0], in, length, read);
    }
    byte[] head = in.readNBytes(held + 1);
    return head.length <= held
        ? RequestBody.create(head, null)
        : new Stream(head, in, length, read);
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
