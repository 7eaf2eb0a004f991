package ai.openclaw.lb.examples.gateway;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One side of a raw HTTP/1.1 connection. Texts are bytes: ISO-8859-1. */
final class RawPeer implements AutoCloseable {
  /** Far longer than anything takes, and only ever waited for by a test that fails. */
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final Socket socket;
  private final InputStream in;

  RawPeer(Socket socket, InputStream in) throws IOException {
    this.socket = socket;
    this.in = in;
    socket.setSoTimeout(Math.toIntExact(LONGEST.toMillis()));
    socket.setTcpNoDelay(true);
  }

  static RawPeer connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    return new RawPeer(socket, new BufferedInputStream(socket.getInputStream()));
  }

  /** One whose system holds few bytes that were not read. */
  static RawPeer slow(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4 << 10);
    socket.connect(address);
    return new RawPeer(socket, new BufferedInputStream(socket.getInputStream()));
  }

  RawPeer write(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  RawPeer chunk(String text) throws IOException {
    return write(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  /** Reads the next message with its body; null at the connection's end. */
  RawMessage read() throws IOException {
    String head = readHead();
    if (head == null) {
      return null;
    }
    RawMessage message = new RawMessage(head, "");
    if (message.header("Expect") != null) {
      write("HTTP/1.1 100 Continue\r\n\r\n");
    }
    return new RawMessage(head, readBody(message));
  }

  /** Sends a request, and reads its answer. */
  RawMessage ask(String request) throws IOException {
    RawMessage answer = write(request).read();
    if (answer == null) {
      throw new EOFException("no answer");
    }
    return answer;
  }

  private String readBody(RawMessage message) throws IOException {
    if ("chunked".equals(message.header("Transfer-Encoding"))) {
      StringBuilder all = new StringBuilder();
      for (String chunk = readChunk(); !chunk.isEmpty(); chunk = readChunk()) {
        all.append(chunk);
      }
      return all.toString();
    }
    String length = message.header("Content-Length");
    return length == null ? "" : read(Integer.parseInt(length));
  }

  /** Reads one chunk as it was sent; the last one is empty. */
  String readChunk() throws IOException {
    String chunk = read(Integer.parseInt(readUntil("\r\n").trim(), 16));
    read(2);
    return chunk;
  }

  /** Reads first line and headers; null at the connection's end. */
  String readHead() throws IOException {
    return readUntil("\r\n\r\n");
  }

  private String readUntil(String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
      int next = in.read();
      if (next < 0 && text.isEmpty()) {
        return null;
      }
      if (next < 0) {
        throw new EOFException("after " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /** Reads so many bytes. */
  String read(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("after " + bytes.length + " of " + length + " bytes");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Waits for the other side to end the connection, one way or another, and returns what came before. */
  String readToEnd() {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the connection does not end", e);
    } catch (IOException reset) {
      text.append("<reset>");
    }
    return text.toString();
  }

  /** Ends it by a FIN. */
  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Ends it by an RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
