package ai.openclaw.lb;

import ai.openclaw.lb.config.DegradedConfig;
import ai.openclaw.lb.config.OutlierDetectionConfig;
import ai.openclaw.lb.config.PoolConfig;
import ai.openclaw.lb.health.LoadReport;
import ai.openclaw.lb.health.ProbeCheck;
import ai.openclaw.lb.health.Verdict;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Weighs what health checks and attempts tell of a pool's agents, with a view to the whole pool: how
 * many may be ejected, and whether its health checks can be believed. Thread-safe; what it decides, the
 * control plane does.
 */
final class PoolEvidence implements EvidenceListener {
  private static final Logger LOGGER = System.getLogger("ai.openclaw.lb");
  private static final Duration UNSAID_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
  private static final double PAUSE_JITTER = 0.1;

  /** The share of the limits below which an agent's load has to fall before it is not heavy. */
  private static final double RESTORED = 0.9;

  private final String pool;
  private final Supplier<RandomGenerator> random;

  /** Written by a reload; read by attempts that tell of load or fail, and by health checks. */
  private volatile PoolConfig config;

  /** Set once, when the control plane has been made that carries out what is decided here. */
  private final AtomicReference<@Nullable PoolControl> control = new AtomicReference<>();

  /** Whether a health check of any agent has ever passed. */
  private final AtomicBoolean checkPassed = new AtomicBoolean();

  private final AtomicBoolean distrustSaid = new AtomicBoolean();

  PoolEvidence(PoolConfig config, Supplier<RandomGenerator> random) {
    this.pool = config.name();
    this.config = config;
    this.random = random;
  }

  void decideFor(PoolControl control) {
    this.control.set(control);
  }

  /** Weighs by another configuration from now on. */
  void config(PoolConfig next) {
    config = next;
  }

  private OutlierDetectionConfig outliers() {
    return config.resilience().outlierDetection();
  }

  private DegradedConfig degradedBy() {
    return config.resilience().degraded();
  }

  /** A health check has ended. */
  void checked(ProbeCheck check) {
    boolean passed = check.result().passed();
    if (passed) {
      checkPassed.set(true);
    }
    boolean stillDown = check.verdict() == Verdict.DOWN && !passed;
    if (check.changed() || (stillDown && checkPassed.get())) {
      change(check.target().agentId(), (member, all, now) -> judge(member, check, now));
    }
    LoadReport load = check.result().load();
    if (!load.isEmpty()) {
      change(
          check.target().agentId(),
          (member, all, now) -> member.agent().uri().equals(check.target().uri())
              && weigh(member, learn(member.agent(), load), now));
    }
  }

  private boolean judge(Member member, ProbeCheck check, long nowNanos) {
    if (!member.agent().uri().equals(check.target().uri())) {
      return false;
    }
    boolean up = check.verdict() == Verdict.UP;
    if (!up && member.condition().failsChecks()) {
      return false;
    }
    if (!up && isWrongUrl(member.agent(), nowNanos)) {
      sayDistrust(check);
      return false;
    }
    member.condition().checked(up, check.reason(), nowNanos);
    return true;
  }

  /** Health checks that never passed, on an agent that serves calls well, ask the wrong URL. */
  private boolean isWrongUrl(PooledAgent agent, long nowNanos) {
    return config.healthCheck().options().distrust()
        && !checkPassed.get()
        && agent.admission() instanceof InRotation rotation
        && rotation.flowsWell(nowNanos);
  }

  private void sayDistrust(ProbeCheck check) {
    if (distrustSaid.compareAndSet(false, true)) {
      LOGGER.log(
          Level.WARNING,
          "pool=%s agent=%s: %s, but calls go well and no health check has ever passed: the checks are not believed (is the endpoint right?)"
              .formatted(pool, check.target().agentId(), check.reason()));
    }
  }

  @Override
  public void failing(PooledAgent agent, Admission admission, String reason, Outcome latest) {
    if (!outliers().enabled()) {
      return;
    }
    EjectionLimit limit = new EjectionLimit(outliers().maxEjectedShare());
    change(agent.id(), (member, all, now) -> {
      if (member.agent() != agent
          || agent.admission() != admission
          || member.condition().isOut()
          || agent.weight() == 0
          || !limit.allows(member, all)
          || (latest.mayBeOverload() && !limit.standsOut(member, all, now))) {
        return false;
      }
      member.condition().eject(reason, member.backoff().eject(now, random.get()), now);
      return true;
    });
  }

  @Override
  public void tried(PooledAgent agent, Admission admission, boolean passed, Outcome outcome) {
    change(agent.id(), (member, all, now) -> {
      if (member.agent() != agent || agent.admission() != admission) {
        return false;
      }
      if (passed) {
        member.condition().returned("trial passed: " + outcome, now);
        member.backoff().returned(now);
      } else {
        long nanos = member.backoff().eject(now, random.get());
        member.condition().eject("trial failed: " + outcome, nanos, now);
      }
      return true;
    });
  }

  @Override
  public void refused(PooledAgent agent, Outcome outcome) {
    Duration asked = outcome.retryAfter() == null ? UNSAID_PAUSE : outcome.retryAfter();
    long nanos = atMostLongest(asked).toNanos();
    if (nanos == 0) {
      return;
    }
    change(agent.id(), (member, all, now) -> {
      if (member.agent() != agent) {
        return false;
      }
      double jittered = nanos * (1 + PAUSE_JITTER * random.get().nextDouble());
      Duration pause = atMostLongest(Duration.ofNanos((long) jittered));
      return member.condition().cool(pause.toNanos(), outcome.toString(), now);
    });
  }

  private static Duration atMostLongest(Duration asked) {
    return asked.compareTo(LONGEST_PAUSE) < 0 ? asked : LONGEST_PAUSE;
  }

  @Override
  public void loaded(PooledAgent agent, LoadReport load) {
    if (load.isEmpty()) {
      return;
    }
    LoadReport known = learn(agent, load);
    if (agent.heavilyLoaded() ? isLight(known) : isHeavy(known)) {
      change(
          agent.id(), (member, all, now) -> member.agent() == agent && weigh(member, known, now));
    }
  }

  /** A report that leaves one value out says nothing of it: what was said before stands. */
  private static LoadReport learn(PooledAgent agent, LoadReport load) {
    LoadReport before = agent.load();
    LoadReport known = new LoadReport(
        load.cpuPercent().isPresent() ? load.cpuPercent() : before.cpuPercent(),
        load.memoryPercent().isPresent() ? load.memoryPercent() : before.memoryPercent());
    agent.load(known);
    return known;
  }

  /** Returns whether the load makes a difference. */
  private boolean weigh(Member member, LoadReport known, long nowNanos) {
    if (isHeavy(known)) {
      return member.condition().heavyLoad(describe(known), nowNanos);
    }
    return isLight(known) && member.condition().lightLoad();
  }

  private boolean isHeavy(LoadReport load) {
    return load.cpuPercent().orElse(0) >= degradedBy().cpuPercent()
        || load.memoryPercent().orElse(0) >= degradedBy().memoryPercent();
  }

  /** Well below both limits: an agent at a limit must not go in and out of it with each report. */
  private boolean isLight(LoadReport load) {
    return load.cpuPercent().orElse(0) < degradedBy().cpuPercent() * RESTORED
        && load.memoryPercent().orElse(0) < degradedBy().memoryPercent() * RESTORED;
  }

  private static String describe(LoadReport load) {
    StringJoiner text = new StringJoiner(", ", "heavy load: ", "");
    load.cpuPercent().ifPresent(cpu -> text.add("CPU " + Math.round(cpu) + "%"));
    load.memoryPercent().ifPresent(memory -> text.add("memory " + Math.round(memory) + "%"));
    return text.toString();
  }

  private void change(String agentId, PoolControl.Change change) {
    PoolControl decided = control.get();
    if (decided != null) {
      decided.change(agentId, change);
    }
  }
}
