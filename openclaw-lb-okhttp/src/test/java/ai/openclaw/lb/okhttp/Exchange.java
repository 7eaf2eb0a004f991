package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One request at a scripted agent, and the connection to answer it on. */
final class Exchange {
  private final Socket socket;
  private final InputStream in;
  private final SeenRequest request;

  Exchange(Socket socket, InputStream in, SeenRequest request) {
    this.socket = socket;
    this.in = in;
    this.request = request;
  }

  SeenRequest request() {
    return request;
  }

  /** Writes these characters as bytes of UTF-8, at once. */
  void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  void chunk(String text) throws IOException {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    write(Integer.toHexString(length) + "\r\n" + text + "\r\n");
  }

  void lastChunk() throws IOException {
    write("0\r\n\r\n");
  }

  /** Reads the body of a request that waits for leave to send it. */
  void letBodyCome() throws IOException {
    write("HTTP/1.1 100 Continue\r\n\r\n");
    request.readBody(in);
  }

  /** Sends an RST. */
  void reset() {
    ScriptedAgent.reset(socket);
  }

  /** Sends a FIN, in order behind all that was written. */
  void finish() throws IOException {
    socket.close();
  }

  /** Waits for the client to end the connection, or for the agent to be killed. */
  void awaitEnd() throws IOException {
    while (in.read() >= 0) {
      request.head();
    }
    socket.close();
  }

  /** Sends a head without end, a byte at a time, for as long as the client puts up with it. */
  void dripHeaders() throws IOException {
    write("HTTP/1.1 200 OK\r\nX-Slow: ");
    for (; ; ) {
      write(".");
      pause(Duration.ofMillis(20));
    }
  }

  /** Lets time pass in which nothing is sent. */
  static void pause(Duration time) {
    long start = System.nanoTime();
    for (long left = time.toNanos(); left > 0; left = start + time.toNanos() - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Waits for the test to go on. */
  static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new IOException("the test did not go on");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
