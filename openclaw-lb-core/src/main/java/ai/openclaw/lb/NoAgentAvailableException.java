package ai.openclaw.lb;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** No agent of a pool can take a call now. */
public final class NoAgentAvailableException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why there is none. */
  public enum Reason {
    /** No agent is fit for new calls. */
    NONE_HEALTHY,
    /** Every agent that is fit runs as many attempts as its {@code max_connections} allows. */
    ALL_SATURATED,
    /** Every agent that might take calls has asked to be spared for a while. */
    ALL_COOLING,
    /** The pool's {@code max_qps} is used up. */
    OVER_QUOTA,
    /** The time that the caller gave the call is over. */
    OUT_OF_TIME,
    /** The pool is closed. */
    CLOSED;

    /** The reason as it stands in the {@code X-OpenClaw-Fallback} header: {@code none_healthy}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why there is none. */
  private final Reason reason;

  /** Every agent's state, by id, in the pool's order. */
  private final LinkedHashMap<String, AgentState> states;

  /** After what time a call may find an agent; null where that is unknown. */
  private final @Nullable Duration retryAfter;

  NoAgentAvailableException(
      String pool, Reason reason, List<? extends Agent> agents, @Nullable Duration retryAfter) {
    super(message(pool, reason, agents));
    this.reason = reason;
    this.retryAfter = retryAfter;
    this.states = new LinkedHashMap<>();
    for (Agent agent : agents) {
      states.put(agent.id(), agent.state());
    }
  }

  /** Why there is none. */
  public Reason reason() {
    return reason;
  }

  /** After what time a call may find an agent, where one has asked to be spared; null otherwise. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** Every agent's state at that moment, by id, in the pool's order. */
  public Map<String, AgentState> states() {
    return Collections.unmodifiableMap(states);
  }

  private static String message(String pool, Reason reason, List<? extends Agent> agents) {
    String states = agents.stream()
        .map(agent -> agent.id() + " " + agent.state() + " (" + agent.inFlight() + " in flight)")
        .collect(Collectors.joining(", "));
    return "pool " + pool + ": " + words(reason) + ": " + (states.isEmpty() ? "no agents" : states);
  }

  private static String words(Reason reason) {
    return switch (reason) {
      case NONE_HEALTHY -> "no agent is fit for new calls";
      case ALL_SATURATED -> "every fit agent is at its max_connections";
      case ALL_COOLING -> "every fit agent has asked to be spared";
      case OVER_QUOTA -> "over max_qps";
      case OUT_OF_TIME -> "the caller's time is over";
      case CLOSED -> "closed";
    };
  }
}
