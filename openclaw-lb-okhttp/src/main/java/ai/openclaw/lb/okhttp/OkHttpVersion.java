package ai.openclaw.lb.okhttp;

import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttp;

/** The oldest OkHttp that tells an interceptor what becomes of a call. */
final class OkHttpVersion {
  private OkHttpVersion() {}

  /**
   * Fails early and readably where an OkHttp 4 that another library brought comes first on the class
   * path; the first call would fail with a {@code NoSuchMethodError} otherwise.
   */
  static void check() {
    try {
      Call.class.getMethod("addEventListener", EventListener.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(
          "OkHttp "
              + OkHttp.VERSION
              + " is on the class path (expected: 5.4 or newer; import okhttp-bom in"
              + " dependencyManagement, and exclude okhttp 4 from other dependencies)",
          e);
    }
  }
}
