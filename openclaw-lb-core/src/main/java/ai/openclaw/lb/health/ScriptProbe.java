package ai.openclaw.lb.health;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A script whose exit code 0 means healthy. A first line {@code #!interpreter} chooses what runs it,
 * otherwise {@code /bin/sh} does. Its environment names the target: {@code OPENCLAW_AGENT_ID}, {@code
 * OPENCLAW_AGENT_HOST} and {@code OPENCLAW_AGENT_PORT} are added to the process's own. Its input is
 * empty; of its output, at most 4 KiB are kept and the first line becomes the result's detail.
 * When its probe is cancelled it is killed with all of its descendants; what a script leaves running
 * after its own end runs on.
 *
 * <p>The text is run from a file that only the owner can read, in a directory that is made for one
 * run and deleted after it. Passed as an argument it would show in the process list, where a script
 * that looks for its agent with {@code pgrep -f} finds itself; passed as input it would be eaten by
 * a command that reads. The file need not be executable.
 *
 * <p>A script is configuration that runs a program: use it only where whoever writes the
 * configuration may do so. Linux and macOS; elsewhere the probe fails. Thread-safe; never blocks the
 * caller.
 */
public final class ScriptProbe implements HealthProbe {
  private static final String DEFAULT_INTERPRETER = "/bin/sh";

  private final String script;
  private final List<String> interpreter;
  private final Executor threads = ProbeThreads.pool(Prober.MAX_RUNNING);

  /** A probe that runs this text. */
  public ScriptProbe(String script) {
    this.script = script;
    this.interpreter = interpreter(script);
  }

  @Override
  public CompletionStage<ProbeResult> probe(ProbeTarget target) {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    threads.execute(() -> {
      if (!result.isDone()) {
        result.complete(run(target, result));
      }
    });
    return result;
  }

  /** As a kernel reads it: the interpreter's path and, if any, all the rest as one argument. */
  static List<String> interpreter(String script) {
    String first = script.lines().findFirst().orElse("");
    String line = first.startsWith("#!") ? first.substring(2).strip() : "";
    if (line.isEmpty()) {
      return List.of(DEFAULT_INTERPRETER);
    }
    return List.of(line.split("[ \t]+", 2));
  }

  private ProbeResult run(ProbeTarget target, CompletableFuture<?> wanted) {
    if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
      return ProbeResult.failed("script not run: this system has no shell");
    }
    try {
      return runIn(Files.createTempDirectory("lb-probe-"), target, wanted);
    } catch (IOException | RuntimeException failed) {
      return ProbeResult.failed("script not run: " + failed.getMessage());
    }
  }

  private ProbeResult runIn(Path directory, ProbeTarget target, CompletableFuture<?> wanted)
      throws IOException {
    Path file = directory.resolve("script");
    try {
      Files.writeString(file, script, StandardCharsets.UTF_8);
      List<String> command = new ArrayList<>(interpreter);
      command.add(file.toString());
      return new ScriptRun(command, target).await(wanted);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }
}
