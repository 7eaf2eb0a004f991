package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Call;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Finds response bodies that the caller dropped without closing them: OkHttp tells nothing of these, and
 * their agents would count them as in flight for ever. Thread-safe.
 *
 * <p>What is watched is the {@link Call}. Whoever can still read the body holds it: each part of a body
 * leads to its connection's exchange, and that to the call. A caller who drops the response but keeps
 * the call is not found out. Nothing that the cleaner holds leads back to the call.
 */
final class Leaks {
  private static final System.Logger LOG = System.getLogger("ai.openclaw.lb.okhttp");

  private static final String WHAT =
      "a response was dropped without closing its body; its connection is"
          + " lost, and it counted as in flight until now (expected: close every Response, or read its"
          + " body to the end)";

  /** Paths may hold identifiers: nobody needs more reports than these. */
  private static final int MAX_REPORTS = 100;

  private final Cleaner cleaner = CleanerThread.shared();
  private final Set<Place> reported = ConcurrentHashMap.newKeySet();

  /** Watches a call whose response goes to the caller. */
  Leak watch(Call call, Lease lease, HttpUrl asked) {
    Leak leak = new Leak(lease, asked, reported);
    leak.registered = cleaner.register(call, leak);
    return leak;
  }

  /** An attempt that may become a leak, until it is {@linkplain #over over}. */
  static final class Leak implements Runnable {
    private final Lease lease;
    private final HttpUrl asked;
    private final Set<Place> reported;

    /** Set by the call's thread before anybody else has the leak, but for the cleaner. */
    private Cleaner.@Nullable Cleanable registered;

    /** Written by whoever ends the attempt; read by that thread and the cleaner's. */
    private volatile boolean over;

    private Leak(Lease lease, HttpUrl asked, Set<Place> reported) {
      this.lease = lease;
      this.asked = asked;
      this.reported = reported;
    }

    /** The attempt has ended. */
    void over() {
      over = true;
      if (registered != null) {
        registered.clean();
      }
    }

    /** Runs when nobody has the call any more, or when it is over. */
    @Override
    public void run() {
      if (over) {
        return;
      }
      lease.close();
      Place place = new Place(lease.agent().id(), asked.encodedPath());
      if (reported.size() < MAX_REPORTS && reported.add(place)) {
        LOG.log(Level.WARNING, place + ": " + WHAT);
      }
    }
  }

  /** Where a leak happened. */
  private record Place(String agent, String path) {
    @Override
    public String toString() {
      return "agent=" + agent + " path=" + path;
    }
  }
}
