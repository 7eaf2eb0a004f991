package ai.openclaw.lb.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rarer keys of {@code health_check}. Immutable.
 *
 * @param agentHealthScript a script whose exit code 0 is healthy, to be asked beside the endpoint
 * @param headers sent with each probe, in order: names, unique whatever their case, and values.
 *     {@code Host}, {@code Connection}, {@code Content-Length}, {@code Expect}, {@code
 *     Transfer-Encoding} and {@code Upgrade} are the HTTP client's own
 * @param logFile where each check writes a line; need not exist; null for no log
 * @param distrust whether an endpoint that no agent ever answered well is distrusted while calls
 *     go well, instead of emptying the pool
 * @param share whether this caller probes less often the more callers probe the same agents, as
 *     {@code subset} tells
 */
public record ProbeOptions(
    @Nullable String agentHealthScript,
    Map<String, String> headers,
    @Nullable Path logFile,
    boolean distrust,
    boolean share) {
  /** No script, no headers, no log; distrust; every caller for itself. */
  public static final ProbeOptions DEFAULT = new ProbeOptions(null, Map.of(), null, true, false);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public ProbeOptions {
    if (agentHealthScript != null) {
      Rules.NON_EMPTY_TEXT.check("agent_health_script", agentHealthScript);
    }
    headers = ProbeHeaders.copy(headers);
    if (logFile != null) {
      Rules.LOG_FILE.check("log_file", logFile);
    }
  }

  /** These options with another script; null for none. */
  public ProbeOptions withAgentHealthScript(@Nullable String script) {
    return new ProbeOptions(script, headers, logFile, distrust, share);
  }

  /** These options with other headers. */
  public ProbeOptions withHeaders(Map<String, String> newHeaders) {
    return new ProbeOptions(agentHealthScript, newHeaders, logFile, distrust, share);
  }

  /** These options with another log; null for none. */
  public ProbeOptions withLogFile(@Nullable Path file) {
    return new ProbeOptions(agentHealthScript, headers, file, distrust, share);
  }

  /** These options, with or without distrust. */
  public ProbeOptions withDistrust(boolean on) {
    return new ProbeOptions(agentHealthScript, headers, logFile, on, share);
  }

  /** These options, with or without regard to other callers. */
  public ProbeOptions withShare(boolean on) {
    return new ProbeOptions(agentHealthScript, headers, logFile, distrust, on);
  }

  /** Names the headers, and not their values, which may be secrets. */
  @Override
  public String toString() {
    return "ProbeOptions[agentHealthScript=" + agentHealthScript + ", headers=" + headers.keySet()
        + ", logFile=" + logFile + ", distrust=" + distrust + ", share=" + share + "]";
  }
}
