package ai.openclaw.lb.health;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One process of a script, from its start to its end. Used by one thread. */
final class ScriptRun {
  private static final int MAX_OUTPUT = 4096;
  private static final long LOOK_MILLIS = 20;
  private static final File NOTHING = new File("/dev/null");

  private final Process process;
  private final byte[] output = new byte[MAX_OUTPUT];
  private int length;

  ScriptRun(List<String> command, ProbeTarget target) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(NOTHING);
    Map<String, String> environment = builder.environment();
    environment.put("OPENCLAW_AGENT_ID", target.agentId());
    environment.put("OPENCLAW_AGENT_HOST", target.host());
    environment.put("OPENCLAW_AGENT_PORT", Integer.toString(target.port()));
    this.process = builder.start();
  }

  /**
   * Waits for the script's end and returns its result. If nobody wants it any more before, the
   * script and what it started are killed.
   *
   * <p>Output is read only when there is some, since a read would block for as long as anything that
   * the script left behind keeps the pipe open.
   */
  ProbeResult await(Future<?> wanted) {
    try {
      boolean ended = false;
      while (!ended && !wanted.isDone()) {
        ended = process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        drain();
      }
      return ended ? result(process.exitValue()) : ProbeResult.failed("script killed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ProbeResult.failed("script killed");
    } finally {
      if (process.isAlive()) {
        kill(process.toHandle());
      }
    }
  }

  /** Takes what output there is: the first of it is kept, so that a flood can't fill memory. */
  private void drain() {
    byte[] chunk = new byte[MAX_OUTPUT];
    try {
      InputStream out = process.getInputStream();
      // A bounded number of chunks, lest a script that floods keep us from seeing its deadline.
      for (int i = 0; i < 64 && out.available() > 0; i++) {
        int read = out.read(chunk, 0, Math.min(chunk.length, out.available()));
        int kept = Math.max(0, Math.min(read, MAX_OUTPUT - length));
        System.arraycopy(chunk, 0, output, length, kept);
        length += kept;
      }
    } catch (IOException closed) {
      length = Math.min(length, MAX_OUTPUT); // the end of the process closes its pipe
    }
  }

  private ProbeResult result(int exitCode) {
    String text = new String(output, 0, length, StandardCharsets.UTF_8).strip();
    String line = text.lines().findFirst().orElse("");
    String detail = "exit code " + exitCode + (line.isEmpty() ? "" : ": " + line);
    return new ProbeResult(exitCode == 0, OptionalInt.of(exitCode), detail);
  }

  /** Parents first, so that none can replace a child that was killed. */
  private static void kill(ProcessHandle handle) {
    List<ProcessHandle> children = handle.children().toList();
    handle.destroyForcibly();
    children.forEach(ScriptRun::kill);
  }
}
