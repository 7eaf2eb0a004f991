package ai.openclaw.lb.health;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Probes many targets, each on its own, and says which are up. A target's first probe comes at a
 * random moment of the first interval, the next one an interval (&#177; 10 %) after the end of the
 * one before, so probes of one target never overlap and those of many stay spread; those that are due
 * within a fiftieth of the interval begin together, at one wake-up of the thread. While the latest
 * results speak against a target's verdict, probes come faster (a quarter of the interval, but not
 * less than a second). At most {@value #MAX_RUNNING} run at once; the rest wait in order.
 *
 * <p>Example, interval 10 s and 3 failures to take out: an agent dies right after a probe; the next
 * one fails after 10 s, two more at 2.5 s: out after 15 s, not after 30 s.
 *
 * <p>A probe without a result when its timeout passes has failed; what it gives later is ignored. A
 * probe during which the process did not run (it was suspended, or starved) says nothing about its
 * target and is made again, at most {@value #MAX_DISCARDED} times in a row.
 *
 * <p>All methods may be called from any thread. Everything is decided on the scheduler's thread,
 * which must be a single one; results of probes hop to it first. Give a {@code
 * ScheduledThreadPoolExecutor} its remove-on-cancel policy, or cancelled timers stay in its queue.
 */
public final class Prober implements AutoCloseable {
  static final int MAX_RUNNING = 32;
  static final int MAX_DISCARDED = 3;
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.health");

  private final HealthProbe probe;
  private final ProbeListener listener;
  private final ProbeThread thread;
  private final Group group;

  /** By agent id. Confined to the scheduler thread, as is the field below. */
  private final Map<String, Probed> targets = new HashMap<>();

  private boolean listenerThrew;

  /** Probes without a result. The scheduler thread adds and removes; {@link #close} cancels all. */
  private final Set<ProbeRun> open = ConcurrentHashMap.newKeySet();

  /** Set once by {@link #close}, before it cancels; read by all threads. */
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A prober without targets.
   *
   * @param probe closed with this prober
   * @param scheduler one thread; stays open when this prober closes
   * @param nanoTime the monotonic clock that the scheduler runs on
   * @param random gives a generator for use by the calling thread, at once
   */
  public Prober(
      HealthProbe probe,
      ProbeSchedule schedule,
      ProbeListener listener,
      ScheduledExecutorService scheduler,
      LongSupplier nanoTime,
      Supplier<RandomGenerator> random) {
    this.probe = probe;
    this.listener = listener;
    this.thread = new ProbeThread(scheduler, nanoTime);
    this.group = new Group(schedule, new ProbeTurns(thread, random));
  }

  /**
   * Begins to probe a target. One with the same id but another address takes the place of the
   * earlier one, its verdict unknown; the same target again changes nothing.
   */
  public void add(ProbeTarget target) {
    thread.execute(() -> {
      Probed known = targets.get(target.agentId());
      if (!closed.get() && (known == null || !known.target().equals(target))) {
        drop(known);
        Probed added = new Probed(target, group);
        targets.put(target.agentId(), added);
        added.begin();
      }
    });
  }

  /** Ends the probing of a target: no check of it is reported from now on. Unknown ids are fine. */
  public void remove(String agentId) {
    thread.execute(() -> drop(targets.remove(agentId)));
  }

  /**
   * Ends all probing: running probes are cancelled, their results ignored, and the probe is closed.
   * A listener that runs right now on the scheduler thread is not waited for. Twice is fine.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    open.forEach(run -> run.future.cancel(true));
    thread.execute(this::dropAll);
    probe.close();
  }

  private void dropAll() {
    group.turns().clear();
    group.slots().clear();
    targets.values().forEach(Probed::stop);
    targets.clear();
  }

  private static void drop(@Nullable Probed probed) {
    if (probed != null) {
      probed.stop();
    }
  }

  /** What this prober's targets share. */
  private final class Group implements Probed.Group {
    private final ProbeSchedule schedule;
    private final ProbeTurns turns;
    private final ProbeSlots slots = new ProbeSlots(MAX_RUNNING);

    Group(ProbeSchedule schedule, ProbeTurns turns) {
      this.schedule = schedule;
      this.turns = turns;
    }

    @Override
    public ProbeSchedule schedule() {
      return schedule;
    }

    @Override
    public ProbeThread thread() {
      return thread;
    }

    @Override
    public ProbeTurns turns() {
      return turns;
    }

    @Override
    public ProbeSlots slots() {
      return slots;
    }

    @Override
    public ProbeRun open(ProbeTarget target) {
      long startedNanos = thread.now();
      CompletableFuture<ProbeResult> future = Guard.begin(probe, target);
      ProbeRun run = new ProbeRun(startedNanos, schedule.timeout().toNanos(), future);
      open.add(run);
      if (closed.get()) {
        future.cancel(true); // close() may have looked before this one was there
      }
      return run;
    }

    @Override
    public void ended(ProbeRun run) {
      open.remove(run);
    }

    @Override
    public void checked(ProbeCheck check) {
      if (closed.get()) {
        return;
      }
      try {
        listener.checked(check);
      } catch (Throwable thrown) { // user code must not end the probing
        if (!listenerThrew) {
          listenerThrew = true;
          LOG.log(Level.WARNING, "a probe listener threw; this is logged once", thrown);
        }
      }
    }
  }
}
