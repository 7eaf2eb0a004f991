package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.config.QuotaStoreConfig;
import ai.openclaw.lb.testing.FakeTicker;
import io.github.bucket4j.TimeMeter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas in a real Redis, in virtual time: each provider has a client of its own, as a process has. */
class RedisQuotasTest {
  /** How long calls wait for Redis: in these tests as long as it takes. */
  private static final Duration PATIENT = Duration.ofSeconds(20);

  @TempDir
  Path directory;

  private final FakeTicker ticker = FakeTicker.at(Duration.ofDays(20_000).toNanos());
  private final List<Quota> quotas = new ArrayList<>();
  private RedisServer redis;

  /** The wall clock of all processes, which is also their nanosecond clock. */
  private final TimeMeter wallClock = new TimeMeter() {
    @Override
    public long currentTimeNanos() {
      return ticker.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  };

  @BeforeEach
  void start() {
    redis = RedisServer.start(directory);
  }

  @AfterEach
  void stop() {
    quotas.forEach(Quota::close);
    if (redis != null) {
      redis.close();
    }
  }

  private Quota process(String pool, double maxQps, long burst) {
    QuotaRequest request = new QuotaRequest("document", pool, maxQps, burst, ticker);
    Quota quota = RedisQuotas.provider(redis.store(3), PATIENT, wallClock).quota(request);
    quotas.add(quota);
    return quota;
  }

  private List<Quota> processes(String pool, double maxQps, long burst) {
    return List.of(
        process(pool, maxQps, burst), process(pool, maxQps, burst), process(pool, maxQps, burst));
  }

  private static long take(Quota quota, int calls) {
    long admitted = 0;
    for (int i = 0; i < calls; i++) {
      admitted += quota.tryTake() == 0 ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void threeProcessesAtThreeTimesTheLimitComeToItTogether() {
    List<Quota> processes = processes("pool", 1000, 100);
    long admitted = 0;
    for (int millisecond = 0; millisecond < 1_000; millisecond++) {
      ticker.advance(Duration.ofMillis(1));
      for (Quota process : processes) {
        admitted += take(process, 1);
      }
    }
    assertEquals(1_100, admitted, 1_100 * 0.03);
    processes.forEach(process -> assertEquals(0, process.decidedAlone()));
  }

  @Test
  void theBurstIsThatOfAllAndEachPoolHasItsOwn() {
    List<Quota> processes = processes("pool", 10, 30);
    long admitted = 0;
    for (int i = 0; i < 30; i++) {
      for (Quota process : processes) {
        admitted += take(process, 1);
      }
    }
    assertEquals(30, admitted);
    assertEquals(30, take(process("other", 10, 30), 40));
    assertEquals(20, take(process("pool", 10, 20), 40), "another burst is another bucket");
    assertTrue(processes.get(0).tryTake() > 0);
  }

  @Test
  void aKilledRedisIsSurvivedByTheShareAndSharedAgainWhenItIsBack() {
    Quota quota = process("pool", 300, 300);
    assertEquals(0, quota.tryTake());
    assertEquals(0, quota.decidedAlone());
    redis.kill();
    RedisServer.until("the outage is seen", () -> {
      quota.tryTake();
      return quota.decidedAlone() > 0;
    });
    ticker.advance(Duration.ofSeconds(10));
    long before = quota.decidedAlone();
    assertEquals(100, take(quota, 400), "a third of the burst");
    assertEquals(before + 400, quota.decidedAlone());
    redis.start();
    RedisServer.until("Redis is shared again", () -> {
      ticker.advance(Duration.ofSeconds(1));
      long alone = quota.decidedAlone();
      quota.tryTake();
      return quota.decidedAlone() == alone;
    });
    long alone = quota.decidedAlone();
    ticker.advance(Duration.ofSeconds(1));
    assertEquals(300, take(quota, 900), 3.0);
    assertEquals(alone, quota.decidedAlone());
  }

  @Test
  void aRedisThatIsNotThereYetKeepsNobodyWaiting() {
    redis.kill();
    Quota quota = process("pool", 30, 30);
    RedisServer.until("the outage is seen", () -> {
      quota.tryTake();
      return quota.decidedAlone() > 0;
    });
    redis.start();
    RedisServer.until("Redis is shared", () -> {
      ticker.advance(Duration.ofSeconds(1));
      long alone = quota.decidedAlone();
      quota.tryTake();
      return quota.decidedAlone() == alone;
    });
  }

  @Test
  void aProviderServesAgainAfterItsLastQuotaWasClosed() {
    QuotaProvider provider = RedisQuotas.provider(redis.store(1), PATIENT, wallClock);
    for (int i = 0; i < 2; i++) {
      try (Quota quota = provider.quota(new QuotaRequest("document", "pool" + i, 10, 10, ticker))) {
        assertEquals(10, take(quota, 20));
        assertEquals(0, quota.decidedAlone());
      }
    }
  }

  @Test
  void anAddressThatIsNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new QuotaStoreConfig("http://a:1", 1));
  }
}
