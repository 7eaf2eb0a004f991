package ai.openclaw.lb.okhttp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * An HTTP/1.1 agent on raw loopback sockets that does exactly what its script says, right or wrong,
 * and keeps every request byte for byte. It owns its port for life: while it is down, the port
 * refuses connections and nobody else can get it.
 */
final class ScriptedAgent implements AutoCloseable {
  /** Answers one request, of which head and body have been read; what it throws ends the connection. */
  interface Script {
    void answer(Exchange exchange) throws IOException;
  }

  private final String id;
  private final InetAddress address;
  private final Socket reservation = new Socket();
  private final ConcurrentLinkedQueue<Script> next = new ConcurrentLinkedQueue<>();
  private final List<SeenRequest> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private volatile Script usual;
  private volatile boolean resetsAtAccept;

  /** Held by whoever starts or stops to listen. */
  private final ReentrantLock upOrDown = new ReentrantLock();

  private ServerSocket server;
  private Thread acceptor = new Thread();

  private ScriptedAgent(String id, InetAddress address, Script usual) {
    this.id = id;
    this.address = address;
    this.usual = usual;
    try {
      reservation.setReuseAddress(true);
      reservation.bind(new InetSocketAddress(address, 0));
      server = new ServerSocket();
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts an agent that answers each request by {@code usual}. */
  static ScriptedAgent start(String id, Script usual) {
    return startAt(InetAddress.getLoopbackAddress(), id, usual);
  }

  static ScriptedAgent startAt(InetAddress address, String id, Script usual) {
    ScriptedAgent agent = new ScriptedAgent(id, address, usual);
    agent.listen();
    return agent;
  }

  /** Starts an agent that answers 200 and its id. */
  static ScriptedAgent start(String id) {
    return start(id, Scripts.answer(200, id));
  }

  /** An agent whose port refuses connections, until it {@linkplain #listen listens}. */
  static ScriptedAgent refusing(String id) {
    return new ScriptedAgent(id, InetAddress.getLoopbackAddress(), Scripts.answer(200, id));
  }

  /** Answers the next requests by these, one each, before the usual. */
  ScriptedAgent next(Script... scripts) {
    next.addAll(List.of(scripts));
    return this;
  }

  ScriptedAgent usually(Script script) {
    usual = script;
    return this;
  }

  /** From now on accepts connections and resets them at once. */
  ScriptedAgent resetAtAccept() {
    resetsAtAccept = true;
    return this;
  }

  String id() {
    return id;
  }

  int port() {
    return reservation.getLocalPort();
  }

  /** As in a pool's document. */
  String host() {
    String host = address.getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port();
  }

  List<SeenRequest> requests() {
    return List.copyOf(requests);
  }

  int requestCount() {
    return requests.size();
  }

  int connectionCount() {
    return connections.get();
  }

  /** Starts to listen, at first or again; nothing changes where it listens already. */
  void listen() {
    upOrDown.lock();
    try {
      if (!server.isClosed()) {
        return;
      }
      ServerSocket listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(new InetSocketAddress(address, port()), 200);
      server = listening;
      acceptor = daemon(() -> accept(listening));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      upOrDown.unlock();
    }
  }

  /** Refuses connections from now on, and resets those there are. */
  void kill() {
    upOrDown.lock();
    try {
      closeQuietly(server);
      // The port listens for as long as a thread is inside accept().
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      upOrDown.unlock();
    }
    dropConnections();
  }

  /** Resets all connections, and goes on listening. */
  void dropConnections() {
    sockets.forEach(ScriptedAgent::reset);
  }

  @Override
  public void close() {
    kill();
    closeQuietly(reservation);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      return;
    }
    closeQuietly(socket);
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        connections.incrementAndGet();
        sockets.add(socket);
        // Whoever kills the agent closes the server first, then the sockets that it finds.
        if (resetsAtAccept || listening.isClosed()) {
          reset(socket);
        } else {
          daemon(() -> serve(socket));
        }
      } catch (IOException closed) {
        closeQuietly(listening);
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (SeenRequest seen = SeenRequest.read(in); seen != null; seen = SeenRequest.read(in)) {
        requests.add(seen);
        Script scripted = next.poll();
        (scripted == null ? usual : scripted).answer(new Exchange(socket, in, seen));
      }
    } catch (IOException broken) {
      // The script, the client or the test broke the connection: each of them looks at its own
      // side.
    } finally {
      sockets.remove(socket);
    }
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "scripted-agent");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
