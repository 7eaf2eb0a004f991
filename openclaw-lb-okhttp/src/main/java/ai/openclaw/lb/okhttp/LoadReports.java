package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Lease;
import ai.openclaw.lb.health.LoadReport;
import okhttp3.Response;

/** What agents tell of their load along with an answer. */
final class LoadReports {
  private static final String ORCA = "endpoint-load-metrics";

  private LoadReports() {}

  /** Passes a report on, where the answer has one and came over the network, not from a cache. */
  static void report(Lease lease, Response response) {
    Response fresh = response.networkResponse();
    String metrics = fresh == null ? null : fresh.header(ORCA);
    if (metrics == null) {
      return;
    }
    LoadReport load = LoadReport.fromOrca(metrics);
    if (!load.isEmpty()) {
      lease.reportLoad(load);
    }
  }
}
