package ai.openclaw.lb.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** A probe that answers as the test says, and keeps what it saw. */
final class ScriptedProbe implements HealthProbe {
  static final ProbeResult PASS = ProbeResult.passed(200);
  static final ProbeResult FAIL = ProbeResult.failed("connect refused");

  final Map<String, List<Long>> startNanos = new HashMap<>();
  final List<CompletableFuture<ProbeResult>> begun = new ArrayList<>();
  private final LongSupplier clock;
  private Function<ProbeTarget, CompletionStage<ProbeResult>> answer = target -> done(PASS);
  int closes;

  ScriptedProbe(LongSupplier clock) {
    this.clock = clock;
  }

  static CompletableFuture<ProbeResult> done(ProbeResult result) {
    return CompletableFuture.completedFuture(result);
  }

  void answer(Function<ProbeTarget, CompletionStage<ProbeResult>> how) {
    answer = how;
  }

  void answer(ProbeResult result) {
    answer = target -> done(result);
  }

  /** Leaves all probes open: complete {@link #begun} by hand. */
  void hang() {
    answer = target -> new CompletableFuture<>();
  }

  int starts() {
    return startNanos.values().stream().mapToInt(List::size).sum();
  }

  List<Long> starts(String agentId) {
    return startNanos.getOrDefault(agentId, List.of());
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    startNanos.computeIfAbsent(target.agentId(), id -> new ArrayList<>()).add(clock.getAsLong());
    CompletionStage<ProbeResult> stage = answer.apply(target);
    if (stage instanceof CompletableFuture<ProbeResult> future) {
      begun.add(future);
    }
    return stage;
  }

  @Override
  public void close() {
    closes++;
  }
}
