package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Connection;
import okhttp3.Interceptor.Chain;
import okhttp3.Protocol;
import okhttp3.Response;
import okio.AsyncTimeout;
import org.jspecify.annotations.Nullable;

/**
 * The longest that one attempt may take from its begin to the headers of its response. What comes
 * behind them is the client's own read timeout's to watch, as without us.
 *
 * <p>OkHttp's timeouts are one for each connect and each read, so an agent with several addresses or
 * one that sends its headers byte by byte outlasts them. This timer runs on OkHttp's own watchdog
 * thread and closes the sockets that are the attempt's alone: those it opens, and an HTTP/1.1
 * connection that it was given. An HTTP/2 connection belongs to other calls too and stays; there a
 * read timeout is exact, since headers arrive as a whole, and runs from the end of the request on.
 *
 * <p>Cost: two copies of the chain and a timer for each attempt of a pool with {@code
 * attempt_timeout}, and nothing for others.
 */
final class AttemptTimeout extends AsyncTimeout {
  /** Sends the request by a chain. */
  interface Sending {
    Response by(Chain chain) throws IOException;
  }

  private final Duration limit;

  /** Sockets to close; OkHttp's threads that connect add theirs. */
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

  /** The connection that the latest request went by. Written and read by the call's thread. */
  private @Nullable Connection connection;

  /** Whether the connection is one of HTTP/2. Written by the call's thread, read by the timer's. */
  private volatile boolean shared;

  /** Set once by the timer's thread or the call's, read by all. */
  private volatile boolean over;

  AttemptTimeout(Duration limit) {
    this.limit = limit;
    timeout(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Sends the request.
   *
   * @throws SocketTimeoutException if the headers did not come in time
   */
  Response proceed(Chain chain, Sending sending) throws IOException {
    Response response = inTime(chain, sending);
    if (isOver()) {
      response.close();
      throw tooLate(null);
    }
    return response;
  }

  private Response inTime(Chain chain, Sending sending) throws IOException {
    enter();
    try {
      return sending.by(limited(chain));
    } catch (IOException e) {
      throw isOver() ? tooLate(e) : e;
    } finally {
      if (exit()) {
        timedOut(); // its thread may be about to: what is closed now can't be handed on
      }
      sockets.clear(); // a kept connection remembers the factory that made its socket
    }
  }

  /** Whether the time ran out before there were headers. */
  boolean isOver() {
    return over && !shared;
  }

  /** A new connection, or one that is kept, is there for the request. */
  void acquired(Connection acquired) {
    connection = acquired;
    connected(acquired.protocol());
    if (!shared) {
      watch(acquired.socket());
    }
  }

  /** A connection has been made: by HTTP/2 other calls may use it from now on. */
  void connected(@Nullable Protocol protocol) {
    shared = protocol == Protocol.HTTP_2 || protocol == Protocol.H2_PRIOR_KNOWLEDGE;
    if (shared) {
      sockets.clear();
    }
  }

  /** Closes a socket when the time runs out, or now where it has. */
  void watch(Socket socket) {
    sockets.add(socket);
    if (isOver()) {
      closeAll();
    }
  }

  @Override
  protected void timedOut() {
    over = true;
    if (!shared) {
      closeAll();
    }
  }

  private Chain limited(Chain chain) {
    int millis = (int) Math.min(Integer.MAX_VALUE, Math.max(1, limit.toMillis()));
    return chain
        .withConnectTimeout(shorter(chain.connectTimeoutMillis(), millis), TimeUnit.MILLISECONDS)
        .withReadTimeout(shorter(chain.readTimeoutMillis(), millis), TimeUnit.MILLISECONDS)
        .withSocketFactory(new PreparedSockets(chain.getSocketFactory(), this::watch));
  }

  /** Zero stands for no timeout. */
  private static int shorter(int clients, int ours) {
    return clients == 0 ? ours : Math.min(clients, ours);
  }

  /**
   * Gives a body that nobody reads yet the chain's own read timeout. Not for one that is over: its
   * connection may be another call's by now.
   */
  void restore(Chain chain, Response response) throws IOException {
    int readMillis = chain.readTimeoutMillis();
    Connection used = connection;
    if (used == null) {
      return;
    }
    if (!shared) {
      used.socket().setSoTimeout(readMillis);
    }
    okio.Socket upgraded = response.socket();
    okio.Timeout reads = upgraded == null
        ? response.body().source().timeout()
        : upgraded.getSource().timeout();
    reads.timeout(readMillis, TimeUnit.MILLISECONDS);
  }

  private SocketTimeoutException tooLate(@Nullable IOException cause) {
    SocketTimeoutException late =
        new SocketTimeoutException("no response headers within attempt_timeout: " + limit);
    late.initCause(cause);
    return late;
  }

  private void closeAll() {
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      close(socket);
    }
  }

  /** At once: a TLS socket would wait for a writer that is stuck, to say goodbye. */
  private static void close(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException ignored) {
      // It was closed before, or breaks by being closed.
    }
  }
}
