package ai.openclaw.lb.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the picks of {@link PickBenchmark} cost at least: the same meaning, written by hand. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(3)
@State(Scope.Benchmark)
public class PickFloor {
  @Param({"3", "16", "128", "1024"})
  public int agents;

  private final AtomicInteger turn = new AtomicInteger();
  private AtomicInteger[] inFlight;

  @Setup
  public void count() {
    inFlight = new AtomicInteger[agents];
    for (int i = 0; i < agents; i++) {
      inFlight[i] = new AtomicInteger(1 + i % 3);
    }
  }

  /** One shared cursor and a division. */
  @Benchmark
  public int increment() {
    return Integer.remainderUnsigned(turn.getAndIncrement(), inFlight.length);
  }

  /** The first of the least counts: no weights, no rotation, no penalties. */
  @Benchmark
  public int scan() {
    AtomicInteger[] counts = inFlight;
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < counts.length; i++) {
      int count = counts[i].get();
      if (count < least) {
        best = i;
        least = count;
      }
    }
    return best;
  }
}
