package ai.openclaw.lb.health;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One target and its probing: wait, take a slot, run a probe until its result or its timeout, count
 * the result, wait again. Confined to the scheduler thread.
 */
final class Probed {
  /** Of a group of targets, what they share. */
  interface Group {
    ProbeSchedule schedule();

    ProbeThread thread();

    ProbeTurns turns();

    ProbeSlots slots();

    /** Begins a probe that the group's end cancels. */
    ProbeRun open(ProbeTarget target);

    /** A probe of the group needs no cancelling any more. */
    void ended(ProbeRun run);

    /** A check has finished. */
    void checked(ProbeCheck check);
  }

  private static final long LEAST_SLACK_NANOS = Duration.ofMillis(250).toNanos();

  private final ProbeTarget target;
  private final Group group;
  private final ProbeSchedule schedule;
  private final ProbeThread thread;
  private final Thresholds thresholds;
  private final long timeoutNanos;

  /** How late a timer may be before that counts as a suspension of the process. */
  private final long slackNanos;

  /** Of the next probe; null while one waits for a slot or runs. */
  private ProbeTurns.@Nullable Turn turn;

  private @Nullable ProbeRun run;
  private boolean stopped;

  /** Probes in a row that said nothing, because the process was suspended while they ran. */
  private int discarded;

  Probed(ProbeTarget target, Group group) {
    this.target = target;
    this.group = group;
    this.schedule = group.schedule();
    this.thread = group.thread();
    this.thresholds = new Thresholds(schedule.healthyThreshold(), schedule.unhealthyThreshold());
    this.timeoutNanos = schedule.timeout().toNanos();
    this.slackNanos = Math.max(LEAST_SLACK_NANOS, timeoutNanos / ProbeRun.STEPS);
  }

  ProbeTarget target() {
    return target;
  }

  void begin() {
    turn = group.turns().within(schedule.interval(), this::due);
  }

  void stop() {
    stopped = true;
    if (turn != null) {
      group.turns().cancel(turn);
    }
    ProbeRun running = run;
    if (running != null) {
      end(running);
    }
  }

  private void due() {
    turn = null;
    group.slots().take(this::start);
  }

  private boolean start() {
    if (stopped) {
      return false;
    }
    ProbeRun started = group.open(target);
    run = started;
    CompletionStage<?> unused = started.future.thenAccept(result -> {
      long elapsedNanos = started.elapsedNanos(thread.now());
      started.answered = true;
      thread.execute(() -> answered(started, result, elapsedNanos));
    });
    awaitStep(started);
    return true;
  }

  private void awaitStep(ProbeRun running) {
    running.timer = thread.after(running.stepDelayNanos(thread.now()), () -> step(running));
  }

  private void step(ProbeRun running) {
    if (run != running || running.answered) {
      return;
    }
    if (saysNothing(running)) {
      discard(running);
    } else if (running.nextStep()) {
      awaitStep(running);
    } else {
      timedOut(running);
    }
  }

  private void answered(ProbeRun running, ProbeResult result, long elapsedNanos) {
    if (run != running) {
      return;
    }
    if (elapsedNanos <= timeoutNanos) {
      finish(running, result, Duration.ofNanos(elapsedNanos));
    } else if (saysNothing(running)) {
      discard(running);
    } else {
      timedOut(running);
    }
  }

  /** Whether the process stood still while the probe ran: the present step is overdue by far. */
  private boolean saysNothing(ProbeRun running) {
    return discarded < Prober.MAX_DISCARDED && running.latenessNanos(thread.now()) > slackNanos;
  }

  private void discard(ProbeRun running) {
    discarded++;
    end(running);
    due();
  }

  private void timedOut(ProbeRun running) {
    finish(running, schedule.noAnswer(), schedule.timeout());
  }

  private void finish(ProbeRun running, ProbeResult result, Duration latency) {
    discarded = 0;
    boolean changed = thresholds.record(result.passed());
    Duration pause = thresholds.inDoubt() ? schedule.doubtInterval() : schedule.interval();
    turn = group.turns().after(pause, this::due);
    end(running);
    group.checked(new ProbeCheck(
        target, result, latency, thresholds.verdict(), changed, thresholds.streak()));
  }

  /** Forgets a running probe, whose slot goes to the next one. */
  private void end(ProbeRun running) {
    run = null;
    ProbeThread.cancel(running.timer);
    running.future.cancel(true);
    group.ended(running);
    group.slots().release();
  }
}
