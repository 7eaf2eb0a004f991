package ai.openclaw.lb;

import ai.openclaw.lb.config.SubsetConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What tells this process from other callers: its configured id, else the host's name. */
final class CallerId {
  private CallerId() {}

  static String of(SubsetConfig subset) {
    return subset.callerId() != null ? subset.callerId() : hostName();
  }

  /** Containers have it in the environment, where it needs no look-up. */
  private static String hostName() {
    String inEnvironment = System.getenv("HOSTNAME");
    if (inEnvironment != null && !inEnvironment.isBlank()) {
      return inEnvironment;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
