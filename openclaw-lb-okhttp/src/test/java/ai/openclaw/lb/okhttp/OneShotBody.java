package ai.openclaw.lb.okhttp;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/** A body that does as a stream does: whoever asks for it a second time gets nothing. */
final class OneShotBody extends RequestBody {
  private final String text;
  private boolean written;

  OneShotBody(String text) {
    this.text = text;
  }

  @Override
  public MediaType contentType() {
    return null;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.writeUtf8(written ? "" : text);
    written = true;
  }
}
