package ai.openclaw.lb.examples.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP/1.1 agent on raw loopback sockets that does what its script says, right or wrong. */
final class RawAgent implements AutoCloseable {
  /** Answers one request, of which head and body have been read; what it throws ends the connection. */
  interface Script {
    void answer(RawMessage request, RawPeer client) throws IOException;
  }

  private final String id;
  private final ServerSocket server;
  private final List<RawMessage> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Script script;
  private Thread acceptor;

  private RawAgent(String id, Script script) {
    this.id = id;
    this.script = script;
    try {
      server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RawAgent start(String id, Script script) {
    RawAgent agent = new RawAgent(id, script);
    agent.acceptor = daemon(agent::accept);
    return agent;
  }

  /** One that answers 200 and its id. */
  static RawAgent start(String id) {
    return start(id, (request, client) -> client.write(ok(id)));
  }

  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  String id() {
    return id;
  }

  String host() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  List<RawMessage> requests() {
    return List.copyOf(requests);
  }

  /** The only request that came. */
  RawMessage request() {
    if (requests.size() != 1) {
      throw new AssertionError(requests.size() + " requests");
    }
    return requests.get(0);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        if (server.isClosed()) {
          socket.close();
        }
        daemon(() -> serve(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      RawPeer client = new RawPeer(socket, new BufferedInputStream(socket.getInputStream()));
      for (RawMessage request = client.read(); request != null; request = client.read()) {
        requests.add(request);
        script.answer(request, client);
      }
    } catch (IOException broken) {
      // the script, the gateway or the test ended it, and looks at its own side
    } finally {
      sockets.remove(socket);
    }
  }

  /** Refuses connections from now on, and ends those there are. */
  @Override
  public void close() {
    try {
      server.close();
      acceptor.join(); // the port listens for as long as a thread is inside accept()
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "raw-agent");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
