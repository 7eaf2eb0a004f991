package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ScriptProbeTest {
  private static final ProbeTarget TARGET =
      new ProbeTarget("agent-7", URI.create("http://[::1]:5000/base"));

  private static ProbeResult run(String script) throws Exception {
    return new ScriptProbe(script).probe(TARGET).toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  @Test
  void exitCodeZeroIsHealthyAndAnyOtherIsNot() throws Exception {
    assertEquals(new ProbeResult(true, OptionalInt.of(0), "exit code 0"), run("exit 0"));
    assertEquals(ProbeResult.failed(1, "exit code 1"), run("exit 1"));
    assertEquals(ProbeResult.failed(9, "exit code 9: no memory"), run("echo no memory; exit 9"));
    assertTrue(run("").passed());
  }

  @Test
  void theFirstLineOfAllOutputIsTheDetail() throws Exception {
    String script = "echo; echo 'disk\tfull' >&2; echo more; exit 3";
    assertEquals("exit code 3: disk full", run(script).detail());
  }

  @Test
  void theEnvironmentNamesTheTargetAndKeepsTheRest() throws Exception {
    String script =
        "echo $OPENCLAW_AGENT_ID/$OPENCLAW_AGENT_HOST/$OPENCLAW_AGENT_PORT; " + "test -n \"$PATH\"";
    String detail = run(script).detail();
    assertTrue(detail.startsWith("exit code 0: agent-7/"), detail);
    assertTrue(detail.endsWith("1/5000"), detail);
  }

  @Test
  void theFirstLineChoosesTheInterpreter() throws Exception {
    assertEquals(
        "exit code 0: bash", run("#!/bin/bash\necho ${BASH_VERSION:+bash}").detail());
    assertEquals("exit code 5", run("#! /bin/sh -e\n(exit 5)\nexit 0\n").detail());
    assertEquals(
        "exit code 0: y", run("#!/usr/bin/env bash\n[[ x == x ]] && echo y").detail());
    assertEquals(
        List.of("/usr/bin/env", "-S a b"), ScriptProbe.interpreter("#!/usr/bin/env -S a b"));
    assertEquals(List.of("/bin/sh"), ScriptProbe.interpreter("# no interpreter\nexit 0"));
  }

  @Test
  void aMissingInterpreterFails() throws Exception {
    ProbeResult result = run("#!/no/such/interpreter\nexit 0");
    assertFalse(result.passed());
    assertTrue(result.detail().startsWith("script not run: "), result::detail);
  }

  @Test
  void inputIsEmpty() throws Exception {
    assertEquals("exit code 0: [] end", run("x=$(cat); echo \"[$x]\" end").detail());
  }

  @Test
  void aFloodOfOutputIsTakenAndDropped() throws Exception {
    ProbeResult result = run("head -c 3000000 /dev/zero | tr '\\0' 'x'; exit 4");
    assertEquals(OptionalInt.of(4), result.status());
    assertEquals(ProbeResult.MAX_DETAIL, result.detail().length());
  }

  @Test
  void aProcessThatTheScriptLeavesBehindDoesNotHoldItsResult() throws Exception {
    String script = "sleep 20 & echo $!; exit 0";
    String detail = run(script).detail();
    long left = Long.parseLong(detail.substring("exit code 0: ".length()));
    assertTrue(ProcessHandle.of(left).map(ProcessHandle::destroyForcibly).orElse(false));
  }

  @Test
  void aScriptThatPgrepsForItsAgentDoesNotFindItself() throws Exception {
    String script = "#!/bin/bash\npgrep -f 'no-such-agent-xyzzy' > /dev/null || exit 1\nexit 0";
    assertFalse(run(script).passed());
  }

  @Test
  void aCancelledScriptDiesWithItsDescendantsAndLeavesNoFile() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      server.setSoTimeout(30_000);
      String script = "#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/$OPENCLAW_AGENT_PORT\n"
          + "(sleep 1000; echo) & sleep 1000 &\necho $0 >&3\nwait\n";
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort());
      CompletableFuture<ProbeResult> result =
          new ScriptProbe(script).probe(new ProbeTarget("a", uri)).toCompletableFuture();
      try (Socket socket = server.accept()) {
        socket.setSoTimeout(30_000);
        BufferedReader in = new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        Path file = Path.of(in.readLine());
        assertEquals("rwx------", permissions(file.getParent()));
        result.cancel(true);
        // Every process of the script holds the connection: its end is the last one's end.
        assertEquals(-1, in.read());
      }
    }
  }

  private static String permissions(Path path) throws Exception {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path));
  }
}
