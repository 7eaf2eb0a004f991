package ai.openclaw.lb;

import java.net.ConnectException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One user whose calls belong together: it keeps the token that it was told last. */
final class SessionUser {
  /** The agents that refuse connections. */
  private final Set<String> down;

  @Nullable
  String token;

  int told;

  SessionUser() {
    this(Set.of());
  }

  SessionUser(Set<String> down) {
    this.down = down;
  }

  /** Calls, with failover, and returns the id of the agent that answered. */
  String call(AgentPool pool) throws NoAgentAvailableException {
    return call(pool, RequestContext.builder().affinityToken(token).build());
  }

  String call(AgentPool pool, RequestContext context) throws NoAgentAvailableException {
    AgentCall call = pool.newCall(context, Replay.UNLESS_SENT);
    while (true) {
      Lease lease = call.acquire();
      if (!down.contains(lease.agent().id())) {
        lease.complete(Outcome.status(200));
        keep(call.affinityToken());
        return lease.agent().id();
      }
      Decision decision = call.failed(lease, Outcome.notSent(new ConnectException("refused")));
      if (!decision.retry()) {
        throw new AssertionError(decision.reason());
      }
    }
  }

  private void keep(@Nullable String newToken) {
    if (newToken != null) {
      token = newToken;
      told++;
    }
  }

  static RequestContext withKey(String key) {
    return RequestContext.builder().sessionKey(key).build();
  }

  static RequestContext from(String clientIp) {
    return RequestContext.builder().clientIp(clientIp).build();
  }
}
