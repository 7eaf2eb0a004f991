package ai.openclaw.lb.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A connect, closed at once. It tells that something accepts connections, not that it answers.
 * Thread-safe; never blocks the caller: each running probe has a daemon thread, at most as many as
 * one prober runs probes, which end by themselves.
 */
public final class TcpProbe implements HealthProbe {
  private final Executor threads = ProbeThreads.pool(Prober.MAX_RUNNING);

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    threads.execute(() -> connect(target, result));
    return result;
  }

  private static void connect(ProbeTarget target, CompletableFuture<ProbeResult> result) {
    try (Socket socket = new Socket()) {
      InetSocketAddress address = new InetSocketAddress(target.host(), target.port());
      if (address.isUnresolved()) {
        throw new UnknownHostException(target.host());
      }
      CompletionStage<?> unused = result.whenComplete((done, error) -> close(socket));
      socket.connect(address); // ends when the socket is closed, which a cancel does
      result.complete(ProbeResult.passed("connected"));
    } catch (IOException | RuntimeException failed) {
      result.complete(Failure.of(target, failed));
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
