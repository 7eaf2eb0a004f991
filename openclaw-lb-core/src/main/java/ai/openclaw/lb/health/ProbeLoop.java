package ai.openclaw.lb.health;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads and writes for all plain HTTP probes of a process. It starts with the
 * first exchange and ends about a second after the last, so nobody has to close it. Thread-safe;
 * never blocks.
 */
final class ProbeLoop {
  /** The one of this process. */
  static final ProbeLoop PROCESS = new ProbeLoop(ProbeThreads.PREFIX + "io");

  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.health");
  private static final int BUFFER_BYTES = 16 * 1024;
  private static final long TURN_MILLIS = 500;

  /** Without work; one of them may be cut short by a late wake-up. */
  private static final int LAST_TURNS = 2;

  private final String name;

  /** For the thread: added to by all, taken by it. */
  private final Queue<Consumer<Selector>> tasks = new ConcurrentLinkedQueue<>();

  /** The running thread's; null while there is none. Set by who starts it, unset by the thread. */
  private final AtomicReference<@Nullable Selector> current = new AtomicReference<>();

  /** Whether the thread must be woken up for a task. Set by the thread, unset by all. */
  private final AtomicBoolean asleep = new AtomicBoolean();

  ProbeLoop(String name) {
    this.name = name;
  }

  /**
   * Has an exchange begin.
   *
   * @throws IOException if the process has no descriptor left for the thread to begin with
   */
  void begin(PlainExchange exchange) throws IOException {
    tasks.add(exchange::begin);
    Selector running = current.get();
    if (running == null) {
      start();
    } else {
      wakeUp(running);
    }
  }

  /** Has an exchange that was to begin end, whatever it has come to. */
  void end(PlainExchange exchange) {
    Selector running = current.get();
    if (running != null) { // or there are no connections
      tasks.add(selector -> exchange.close());
      wakeUp(running);
    }
  }

  private void wakeUp(Selector running) {
    if (asleep.compareAndSet(true, false)) { // or it looks for tasks before it sleeps again
      running.wakeup();
    }
  }

  private void start() throws IOException {
    Selector selector = open();
    if (!current.compareAndSet(null, selector)) {
      selector.close(); // another thread has started meanwhile, and looks for tasks first
      return;
    }
    try {
      ProbeThreads.daemon(() -> run(selector), name).start();
    } catch (Throwable noThread) {
      current.set(null);
      selector.close();
      throw noThread;
    }
  }

  private static Selector open() throws IOException {
    try {
      return Selector.open();
    } catch (IOException noDescriptor) {
      throw (IOException) new SocketException(noDescriptor.getMessage()).initCause(noDescriptor);
    }
  }

  private void run(Selector selector) {
    try {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
      int quiet = 0;
      while (quiet < LAST_TURNS || !retire(selector)) {
        boolean worked = runTasks(selector);
        int ready = select(selector, buffer);
        boolean idle = !worked && ready == 0 && selector.keys().isEmpty();
        quiet = idle ? quiet + 1 : 0;
      }
    } catch (IOException broken) {
      LOG.log(Level.WARNING, "HTTP probes begin anew: " + broken.getMessage(), broken);
    } finally {
      current.compareAndSet(selector, null);
      close(selector);
    }
  }

  /** Serves the connections that are ready; with no task in wait it sleeps until one is. */
  private int select(Selector selector, ByteBuffer buffer) throws IOException {
    Consumer<SelectionKey> serve = key -> {
      asleep.set(false);
      ((PlainExchange) key.attachment()).ready(key, buffer);
    };
    asleep.set(true); // before the look at the tasks, or one that comes after it would wait
    int ready = tasks.isEmpty() ? selector.select(serve, TURN_MILLIS) : selector.selectNow(serve);
    asleep.set(false);
    return ready;
  }

  /** Closes the selector and, where it broke with connections on it, these. */
  private static void close(Selector selector) {
    IOException lost = new SocketException("the selector is closed");
    selector.keys().forEach(key -> ((PlainExchange) key.attachment()).fail(lost));
    try {
      selector.close();
    } catch (IOException closed) {
      // Its descriptors are let go of all the same.
    }
  }

  private boolean runTasks(Selector selector) {
    boolean ran = false;
    Consumer<Selector> task = tasks.poll();
    while (task != null) {
      task.accept(selector);
      ran = true;
      task = tasks.poll();
    }
    return ran;
  }

  /** Returns false if there is work again, and no other thread for it. */
  private boolean retire(Selector selector) {
    current.set(null);
    return tasks.isEmpty() || !current.compareAndSet(null, selector);
  }
}
