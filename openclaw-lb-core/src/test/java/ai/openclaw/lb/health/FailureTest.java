package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static final ProbeTarget TARGET =
      new ProbeTarget("a", URI.create("http://agent9.internal:5000"));

  private static void assertDetail(String expected, Throwable error) {
    assertEquals(ProbeResult.failed(expected), Failure.of(TARGET, error));
    assertEquals(ProbeResult.failed(expected), Failure.of(TARGET, new CompletionException(error)));
  }

  @Test
  void whatPreventedAConnectionIsTold() {
    assertDetail("connect refused", new ConnectException("Connection refused"));
    assertDetail("connect refused", new ConnectException().initCause(new ClosedChannelException()));
    assertDetail(
        "connect failed: Connection timed out", new ConnectException("Connection timed out"));
    assertDetail(
        "connect failed: No route to host", new NoRouteToHostException("No route to host"));
    assertDetail("connect failed: no local port", new BindException("no local port"));
    assertDetail(
        "TLS failed: certificate expired", new SSLHandshakeException("certificate expired"));
  }

  @Test
  void anUnknownHostIsNamed() {
    assertDetail("host not found: agent9.internal", new UnknownHostException("agent9.internal"));
    assertDetail(
        "host not found: agent9.internal",
        new ConnectException().initCause(new UnresolvedAddressException()));
  }

  @Test
  void aLostConnectionIsToldFromAnAnswerThatIsNone() {
    assertDetail("connection lost: Connection reset", new SocketException("Connection reset"));
    assertDetail(
        "connection lost: EOF reached while reading",
        new IOException("read", new EOFException("EOF reached while reading")));
    assertDetail("no valid answer: Invalid status line", new IOException("Invalid status line"));
    assertDetail(
        "not asked: java.lang.IllegalArgumentException: invalid URI scheme ftp",
        new IllegalArgumentException("invalid URI scheme ftp"));
  }

  @Test
  void whatAnAgentWroteIsCutAndCleaned() {
    ProbeResult result = ProbeResult.failed("\u001b[31mline\r\nnext\u2028" + "x".repeat(9999));
    assertEquals(ProbeResult.MAX_DETAIL, result.detail().length() + 1, "the escape is stripped");
    assertEquals("[31mline  next x", result.detail().substring(0, 16));
  }
}
