package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.benchmarks.simulation.EventLoop.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A simulated agent: a batching server. Up to {@code slots} jobs run, each at {@code speed * min(1,
 * knee / running)}, so that beyond the knee the agent is as fast as it gets and more jobs share that;
 * others wait in turn, up to a bound.
 *
 * <p>All running jobs make the same progress, so one number says how far the agent has come, and a
 * job is done when that has grown by its work. Each change of the number of jobs or of the speed costs
 * O(log running). For one thread.
 */
final class AgentServer {
  /** What a 500, a 429 or a refused connection takes. */
  static final long QUICK = 5_000_000;

  private final EventLoop loop;
  private final int knee;
  private final int slots;
  private final int longestQueue;
  private final PriorityQueue<Job> running = new PriorityQueue<>(
      Comparator.<Job>comparingDouble(job -> job.target).thenComparingLong(job -> job.order));
  private final Deque<Job> waiting = new ArrayDeque<>();

  private double speed;
  private AgentFault fault = AgentFault.NONE;
  private @Nullable RateLimit limit;
  private double progress;
  private long progressAt;
  private long begun;
  private @Nullable Event next;

  AgentServer(EventLoop loop, double speed, int knee, int slots, int longestQueue) {
    this.loop = loop;
    this.speed = speed;
    this.knee = knee;
    this.slots = slots;
    this.longestQueue = longestQueue;
    this.progressAt = loop.getAsLong();
  }

  /** Changes the speed, from now on. */
  void speed(double newSpeed) {
    advance();
    speed = newSpeed;
    plan();
  }

  double speed() {
    return speed;
  }

  /** Gives the agent a fault, from now on; {@link AgentFault#NONE} heals it. */
  void fault(AgentFault newFault) {
    fault = newFault;
    if (newFault == AgentFault.DOWN) {
      List<Job> lost = new ArrayList<>(running);
      lost.sort(Comparator.comparingLong(job -> job.order));
      lost.addAll(waiting);
      advance();
      running.clear();
      waiting.clear();
      plan();
      lost.forEach(job -> job.failed(Outcome.lost(new IOException("connection reset"))));
    }
  }

  /** Answers 429 beyond so many requests a second. */
  void limit(double perSecond) {
    limit = new RateLimit(loop, perSecond);
  }

  /** Jobs that run or wait. */
  int jobs() {
    return running.size() + waiting.size();
  }

  /** Takes a job. */
  void submit(Job job) {
    switch (fault) {
      case DOWN -> answer(job, Outcome.notSent(new IOException("connection refused")));
      case FAST_FAIL -> answer(job, Outcome.status(500));
      case BLACK_HOLE -> {} // it is never answered
      case NONE -> admit(job);
    }
  }

  private void admit(Job job) {
    RateLimit rate = limit;
    if (rate != null && !rate.take()) {
      answer(job, Outcome.status(429, rate.retryAfter()));
    } else if (running.size() < slots) {
      advance();
      run(job);
      plan();
    } else if (waiting.size() < longestQueue) {
      waiting.add(job);
    } else {
      answer(job, Outcome.status(503));
    }
  }

  /** Forgets a job whose caller has hung up. */
  void cancel(Job job) {
    if (!waiting.remove(job)) {
      advance();
      running.remove(job);
      fill();
      plan();
    }
  }

  private void answer(Job job, Outcome outcome) {
    loop.after(QUICK, () -> job.failed(outcome));
  }

  private void run(Job job) {
    job.order = begun++;
    job.target = progress + job.firstByteWork();
    running.add(job);
  }

  private void fill() {
    while (running.size() < slots && !waiting.isEmpty()) {
      run(waiting.remove());
    }
  }

  private double perSecond() {
    int jobs = running.size();
    return jobs <= knee ? speed : speed * knee / jobs;
  }

  private void advance() {
    long now = loop.getAsLong();
    progress += (now - progressAt) / (double) EventLoop.SECOND * perSecond();
    progressAt = now;
  }

  private void plan() {
    if (next != null) {
      next.cancel();
      next = null;
    }
    Job first = running.peek();
    if (first != null) {
      double seconds = Math.max(0, first.target - progress) / perSecond();
      next = loop.after((long) (seconds * EventLoop.SECOND) + 1, this::reached);
    }
  }

  /** The first of the running jobs has come to its first byte, or to its end. */
  private void reached() {
    advance();
    Job job = running.remove();
    progress = Math.max(progress, job.target);
    boolean done = job.answering;
    if (done) {
      fill();
    } else {
      job.answering = true;
      job.target += job.work() - job.firstByteWork();
      running.add(job);
    }
    plan();
    if (done) {
      job.done();
    } else {
      job.firstByte();
    }
  }

  /** A token bucket that holds one second's worth. */
  private static final class RateLimit {
    private final EventLoop loop;
    private final double perSecond;
    private double tokens;
    private long at;

    RateLimit(EventLoop loop, double perSecond) {
      this.loop = loop;
      this.perSecond = perSecond;
      this.tokens = perSecond;
      this.at = loop.getAsLong();
    }

    boolean take() {
      long now = loop.getAsLong();
      tokens = Math.min(perSecond, tokens + (now - at) / (double) EventLoop.SECOND * perSecond);
      at = now;
      if (tokens < 1) {
        return false;
      }
      tokens--;
      return true;
    }

    /** In whole seconds, as the header has it. */
    Duration retryAfter() {
      return Duration.ofSeconds(1);
    }
  }
}
