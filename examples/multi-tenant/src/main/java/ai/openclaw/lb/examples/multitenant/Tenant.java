package ai.openclaw.lb.examples.multitenant;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A customer's service: it sends calls at an even rate, by one thread, and notes what they come to. */
final class Tenant {
  private final String tier;
  private final OkHttpClient client;

  Tenant(String tier, OkHttpClient client) {
    this.tier = tier;
    this.client = client;
  }

  String tier() {
    return tier;
  }

  /** Sends {@code perSecond} calls a second for a time. */
  Tally send(int perSecond, Duration time) {
    Tally tally = new Tally();
    long interval = Duration.ofSeconds(1).toNanos() / perSecond;
    long begin = System.nanoTime();
    long calls = time.toNanos() / interval;
    for (long call = 0; call < calls; call++) {
      long due = begin + call * interval;
      while (due - System.nanoTime() > 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      call(tally);
    }
    return tally;
  }

  private void call(Tally tally) {
    Request request = new Request.Builder()
        .url("http://tenants/v1/chat")
        .header("X-User-Tier", tier)
        .build();
    long begin = System.nanoTime();
    try (Response response = client.newCall(request).execute()) {
      response.body().string();
      tally.add(response.code(), System.nanoTime() - begin);
    } catch (IOException e) {
      tally.failed();
    }
  }
}
