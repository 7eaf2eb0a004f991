package ai.openclaw.lb.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A loopback server that answers with any bytes at all, well-formed or not. */
final class RawServer implements AutoCloseable {
  /** Answers one request; what it throws ends the connection. */
  interface Answer {
    void write(OutputStream out) throws IOException;
  }

  /** The heads of the requests that came. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  /** Completes when the first connection is over, at whichever side ended it. */
  final CompletableFuture<Void> disconnected = new CompletableFuture<>();

  /** Completes with the first request's head. */
  final CompletableFuture<String> asked = new CompletableFuture<>();

  private final ServerSocket server;
  private final Answer answer;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  RawServer(Answer answer) {
    this.answer = answer;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  static RawServer answering(String bytes) {
    return new RawServer(out -> out.write(bytes.getBytes(StandardCharsets.UTF_8)));
  }

  static String http(int status, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 " + status + " X\r\nContent-Length: " + length + "\r\n\r\n" + body;
  }

  ProbeTarget target() {
    return target("");
  }

  ProbeTarget target(String basePath) {
    return new ProbeTarget("a", URI.create("http://127.0.0.1:" + port() + basePath));
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        sockets.add(socket);
        if (server.isClosed()) {
          socket.close(); // close() may have looked before this one was there
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException closed) {
      disconnected.complete(null);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      String head = head(socket.getInputStream());
      while (!head.isEmpty()) {
        requests.add(head);
        asked.complete(head);
        answer.write(socket.getOutputStream());
        head = head(socket.getInputStream());
      }
    } catch (IOException broken) {
      requests.remove("");
    } finally {
      disconnected.complete(null);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = in.read();
      if (c < 0) {
        return "";
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static void daemon(Runnable body) {
    Thread thread = new Thread(body, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
