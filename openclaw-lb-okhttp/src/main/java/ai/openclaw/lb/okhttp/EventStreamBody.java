package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Outcome;
import java.io.IOException;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * The body of a stream of server-sent events, which tells its attempt of the errors that pass. Bytes
 * pass as they are and as they come.
 */
final class EventStreamBody extends ResponseBody {
  private static final int OK = 200;
  private static final int PIECE = 8 * 1024;

  private final ResponseBody body;
  private final Attempt attempt;
  private final Call call;
  private final BufferedSource source;

  private EventStreamBody(ResponseBody body, Attempt attempt, Call call) {
    this.body = body;
    this.attempt = attempt;
    this.call = call;
    this.source = Okio.buffer(new Tap(body.source()));
  }

  /** Whether an answer's body is such a stream, come over the network. */
  static boolean streams(Response response) {
    MediaType type = response.body().contentType();
    return response.code() == OK
        && response.networkResponse() != null
        && type != null
        && type.type().equals("text")
        && type.subtype().equals("event-stream");
  }

  /**
   * Reads ahead until there is content or an error, 64 KiB at most; the bytes stay there to be read.
   * It waits as the caller would, within the client's read timeout.
   *
   * @return what an error that came first amounts to; null where the stream begins well
   */
  static @Nullable Outcome opening(Response response) throws IOException {
    EventScanner scanner = new EventScanner();
    BufferedSource ahead = response.body().source().peek();
    byte[] piece = new byte[PIECE];
    long total = 0;
    int count = ahead.read(piece);
    while (count >= 0) {
      scanner.scan(piece, count);
      total += count;
      if (scanner.isDecided() || total >= EventScanner.MAX_EVENT_BYTES) {
        return scanner.openingError();
      }
      count = ahead.read(piece);
    }
    scanner.end();
    return scanner.openingError();
  }

  /** The response with its body under watch until it ends. */
  static Response watched(Response response, Attempt attempt, Call call) {
    attempt.endsByReader();
    return response
        .newBuilder()
        .body(new EventStreamBody(response.body(), attempt, call))
        .build();
  }

  @Override
  public @Nullable MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public BufferedSource source() {
    return source;
  }

  private final class Tap extends ForwardingSource {
    private final EventScanner scanner = new EventScanner();
    private final Buffer passing = new Buffer();
    private final byte[] piece = new byte[PIECE];

    Tap(BufferedSource source) {
      super(source);
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count = super.read(sink, byteCount);
      if (count < 0) {
        scanner.end();
        attempt.readerDone(call, scanner.error());
        return count;
      }
      sink.copyTo(passing, sink.size() - count, count);
      while (!passing.exhausted()) {
        scanner.scan(piece, passing.read(piece));
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        attempt.readerDone(call, scanner.error());
      }
    }
  }
}
