package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import okio.BufferedSink;

/** A body in two parts, the second one when the test says so. */
final class Streaming implements MockResponseBody {
  private final String first;
  private final CountDownLatch when;
  private final String second;

  private Streaming(String first, CountDownLatch when, String second) {
    this.first = first;
    this.when = when;
    this.second = second;
  }

  static MockResponse inSteps(String first, CountDownLatch when, String second) {
    return new MockResponse.Builder().body(new Streaming(first, when, second)).build();
  }

  @Override
  public long getContentLength() {
    return first.length() + second.length();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.writeUtf8(first).flush();
    Exchange.await(when);
    sink.writeUtf8(second).flush();
  }
}
