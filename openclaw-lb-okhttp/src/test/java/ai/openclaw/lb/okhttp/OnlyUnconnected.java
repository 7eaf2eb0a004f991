package ai.openclaw.lb.okhttp;

import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Sockets as OkHttp makes them: it connects them itself. */
class OnlyUnconnected extends SocketFactory {
  @Override
  public Socket createSocket(String host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException();
  }
}
