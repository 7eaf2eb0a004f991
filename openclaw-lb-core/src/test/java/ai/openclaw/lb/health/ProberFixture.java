package ai.openclaw.lb.health;

import ai.openclaw.lb.testing.FakeScheduler;
import ai.openclaw.lb.testing.FakeTicker;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A prober in virtual time: interval 10 s, timeout 3 s, 2 successes in, 3 failures out. */
final class ProberFixture {
  static final Duration INTERVAL = Duration.ofSeconds(10);
  static final Duration TIMEOUT = Duration.ofSeconds(3);
  static final ProbeSchedule SCHEDULE = new ProbeSchedule(INTERVAL, TIMEOUT, 2, 3);
  static final long SEED = 20_260_922L;

  final FakeTicker ticker;
  final FakeScheduler scheduler;
  final ScriptedProbe probe;
  final List<ProbeCheck> checks = new ArrayList<>();
  ProbeListener listener = checks::add;
  final Prober prober;

  ProberFixture() {
    this(FakeTicker.beforeWrap(), SCHEDULE);
  }

  ProberFixture(FakeTicker ticker, ProbeSchedule schedule) {
    this.ticker = ticker;
    this.scheduler = new FakeScheduler(ticker);
    this.probe = new ScriptedProbe(ticker);
    Random random = new Random(SEED);
    this.prober = new Prober(
        probe, schedule, check -> listener.checked(check), scheduler, ticker, () -> random);
  }

  static ProbeTarget target(String id) {
    return new ProbeTarget(id, URI.create("http://" + id + ".internal:5000"));
  }

  void add(String... ids) {
    for (String id : ids) {
      prober.add(target(id));
    }
  }

  void add(int count) {
    for (int i = 0; i < count; i++) {
      add("agent-" + i);
    }
  }

  void advance(Duration time) {
    scheduler.advance(time);
  }

  /** Runs until this many checks were reported in all. */
  void untilChecks(int count) {
    for (int i = 0; i < 100_000 && checks.size() < count; i++) {
      advance(Duration.ofMillis(10));
    }
    if (checks.size() < count) {
      throw new AssertionError("only " + checks.size() + " checks of " + count);
    }
  }

  /** Runs until this many probes were begun in all. */
  void untilStarts(int count) {
    for (int i = 0; i < 100_000 && probe.starts() < count; i++) {
      advance(Duration.ofMillis(10));
    }
    if (probe.starts() < count) {
      throw new AssertionError("only " + probe.starts() + " probes of " + count);
    }
  }

  ProbeCheck last() {
    return checks.get(checks.size() - 1);
  }

  Verdict check(ProbeResult result) {
    probe.answer(result);
    untilChecks(checks.size() + 1);
    return last().verdict();
  }
}
