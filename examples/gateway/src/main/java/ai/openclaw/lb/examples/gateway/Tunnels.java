package ai.openclaw.lb.examples.gateway;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** The connections that have changed their protocol: as many as there may be. Thread-safe. */
final class Tunnels implements AutoCloseable {
  private final Running running;
  private final Semaphore places;
  private final Set<Tunnel> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService executor = Executors.newCachedThreadPool(this::thread);

  Tunnels(int most, Running running) {
    this.places = new Semaphore(most);
    this.running = running;
  }

  private Thread thread(Runnable body) {
    Thread thread = new Thread(body, "openclaw-lb-tunnel-" + threads.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Keeps a place for a connection that may change its protocol; null where all are taken. */
  @Nullable
  Place reserve() {
    return places.tryAcquire() ? new Place() : null;
  }

  /** Ends all of them. */
  @Override
  public void close() {
    open.forEach(Tunnel::end);
  }

  /** A place for one tunnel: given back when it is closed untaken, or the tunnel has ended. */
  final class Place implements AutoCloseable {
    private boolean taken;

    /** Answers the client as the agent did, with 101, and lets bytes pass from then on. */
    void take(HttpServerExchange exchange, Call call, Response response) {
      taken = true;
      running.enter();
      HopHeaders.copy(response.headers(), exchange.getResponseHeaders());
      String protocol = response.header("Upgrade");
      if (protocol != null) {
        exchange.getResponseHeaders().put(Headers.UPGRADE, protocol);
      }
      exchange.upgradeChannel((client, same) -> begin(new Tunnel(client, call, response)));
      exchange.endExchange();
    }

    private void begin(Tunnel tunnel) {
      open.add(tunnel);
      tunnel.begin(executor, () -> {
        open.remove(tunnel);
        running.leave();
        places.release();
      });
    }

    @Override
    public void close() {
      if (!taken) {
        places.release();
      }
    }
  }
}
