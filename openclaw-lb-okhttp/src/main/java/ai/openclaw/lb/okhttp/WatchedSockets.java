package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/** The client's own sockets, of which an attempt's timeout knows. */
final class WatchedSockets extends SocketFactory {
  private final SocketFactory sockets;
  private final AttemptTimeout timeout;

  WatchedSockets(SocketFactory sockets, AttemptTimeout timeout) {
    this.sockets = sockets;
    this.timeout = timeout;
  }

  /** The one that OkHttp calls, once for each address that it tries. */
  @Override
  public Socket createSocket() throws IOException {
    if (timeout.isOver()) {
      throw new SocketTimeoutException("no time is left to connect");
    }
    return watched(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return watched(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return watched(sockets.createSocket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return watched(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return watched(sockets.createSocket(host, port, localHost, localPort));
  }

  private Socket watched(Socket socket) {
    timeout.watch(socket);
    return socket;
  }
}
