package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Another factory's sockets, to each of which something is done before it is used. */
final class PreparedSockets extends SocketFactory {
  private final SocketFactory sockets;
  private final Preparation preparation;

  /** What is done to each socket. */
  interface Preparation {
    void prepare(Socket socket) throws IOException;
  }

  PreparedSockets(SocketFactory sockets, Preparation preparation) {
    this.sockets = sockets;
    this.preparation = preparation;
  }

  /** The one that OkHttp calls, once for each address that it tries. */
  @Override
  public Socket createSocket() throws IOException {
    return prepared(sockets.createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return prepared(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return prepared(sockets.createSocket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return prepared(sockets.createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return prepared(sockets.createSocket(host, port, localHost, localPort));
  }

  private Socket prepared(Socket socket) throws IOException {
    preparation.prepare(socket);
    return socket;
  }
}
