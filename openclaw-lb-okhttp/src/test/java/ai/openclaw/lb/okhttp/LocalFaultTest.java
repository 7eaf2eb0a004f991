package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where this machine has no port or file left, no agent is at fault and none is asked instead. */
class LocalFaultTest {
  static Stream<IOException> faults() {
    return Stream.of(
        new BindException("Cannot assign requested address"),
        new NoRouteToHostException("Cannot assign requested address"),
        new SocketException("Too many open files"),
        new SocketException("Too many open files (Too many open files)"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void nobodyIsBlamed(IOException fault) {
    try (ScriptedAgent first = ScriptedAgent.start("first");
        ScriptedAgent second = ScriptedAgent.start("second");
        Balanced balanced = Balanced.over(
            Balanced.QUICK, client -> client.socketFactory(new Failing(fault)), first, second)) {
      for (int i = 0; i < 20; i++) {
        assertThrows(IOException.class, () -> balanced.call(Balanced.get()).execute());
      }
      assertEquals(0, first.requestCount() + second.requestCount());
      Invariants.of(balanced).calls(20).attempts(0, 20).failures(0, 0).nothingIsLeft();
    }
  }

  @Test
  void theAgentsFaultsAreNotLocal() {
    assertFalse(Failures.isLocal(new ConnectException("Connection refused")));
    assertFalse(Failures.isLocal(new NoRouteToHostException("No route to host")));
    assertFalse(Failures.isLocal(new SocketException("Connection reset")));
    assertFalse(Failures.isLocal(new SocketException((String) null)));
    assertFalse(Failures.isLocal(new IOException("Too many open files")));
    assertTrue(Failures.isLocal(new IOException(new BindException("in use"))));
  }

  /** Makes no socket. */
  private static final class Failing extends OnlyUnconnected {
    private final IOException fault;

    Failing(IOException fault) {
      this.fault = fault;
    }

    @Override
    public Socket createSocket() throws IOException {
      throw fault;
    }
  }
}
