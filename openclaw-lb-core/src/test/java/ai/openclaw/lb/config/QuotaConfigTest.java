package ai.openclaw.lb.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaConfigTest {
  @Test
  void burstIsASecondsWorthUnlessGiven() {
    assertEquals(500, QuotaConfig.of(500).burst());
    assertEquals(1, QuotaConfig.of(0.5).burst());
    assertEquals(3, QuotaConfig.of(2.5).burst());
    assertEquals(7, QuotaConfig.of(2.5).withMaxQpsBurst(7).burst());
    assertEquals(Long.MAX_VALUE, QuotaConfig.UNLIMITED.burst());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    for (double qps : new double[] {0, -1, 1e-7, 1.1e9, Double.NaN, Double.POSITIVE_INFINITY}) {
      String message = assertThrows(IllegalArgumentException.class, () -> QuotaConfig.of(qps))
          .getMessage();
      assertTrue(message.startsWith("max_qps: " + qps + " (expected: a number in 0"), message);
    }
    assertThrows(IllegalArgumentException.class, () -> QuotaConfig.UNLIMITED.withMaxQpsBurst(0));
    assertThrows(IllegalArgumentException.class, () -> new OverQuotaResponse(199, null));
    assertThrows(IllegalArgumentException.class, () -> new OverQuotaResponse(429, "\0"));
  }

  @Test
  void nearestWinsKeyByKey() {
    String yaml = "max_qps: 10\nmax_qps_burst: 20\nover_quota_response: {status: 503, body: far}\n"
        + "pools:\n"
        + "  - {name: p, instances: [\"a:1\"], max_qps: 5, over_quota_response: {body: near}}\n"
        + "  - {name: q, instances: [\"a:1\"], max_qps_burst: 1}\n"
        + "routing: [{default: p}]\n";
    List<PoolConfig> pools = Yaml.read(yaml).pools();
    assertEquals(
        new QuotaConfig(5.0, 20, new OverQuotaResponse(503, "near")),
        pools.get(0).quota());
    assertEquals(
        new QuotaConfig(10.0, 1, new OverQuotaResponse(503, "far")),
        pools.get(1).quota());
    assertEquals(List.of(), Yaml.warnings(yaml));
  }

  @Test
  void storeIsReadWithItsDefault() {
    String uri = "quota_store: {uri: \"rediss://user:secret@r.internal:6380/2\"";
    QuotaStoreConfig store = Yaml.read(Yaml.POOL + "max_qps: 1\n" + uri + "}\n").quotaStore();
    assertEquals(1, store.callers());
    assertEquals("QuotaStoreConfig[uri=rediss://r.internal:6380/2, callers=1]", "" + store);
    assertEquals(4, Yaml.read(Yaml.POOL + uri + ", callers: 4}\n").quotaStore().callers());
    assertNull(Yaml.read(Yaml.POOL).quotaStore());
  }

  @Test
  void noMessageShowsAnAddressThatMayHoldAPassword() {
    for (String uri : List.of("http://u:secret@h:1", "redis://u:secret@h:99999", "secret", "//")) {
      String problem =
          Yaml.problems(Yaml.POOL + "quota_store: {uri: \"" + uri + "\"}\n").get(0);
      assertTrue(problem.contains("quota_store.uri: "), problem);
      assertTrue(problem.contains("(expected: redis://[[user:]password@]host"), problem);
      assertFalse(problem.contains("secret"), problem);
    }
    String missing = Yaml.problems(Yaml.POOL + "quota_store: {callers: 0}\n").toString();
    assertTrue(missing.contains("quota_store.uri: missing ("), missing);
    assertTrue(missing.contains("quota_store.callers: 0 (expected: a whole number"), missing);
  }

  @Test
  void keysThatNothingFollowsAreSaid() {
    String yaml = Yaml.POOL + "max_qps_burst: 5\nquota_store: {uri: \"redis://h\"}\n";
    String warnings = Yaml.warnings(yaml).toString();
    assertTrue(warnings.contains("quota_store: without max_qps ("), warnings);
    assertTrue(warnings.contains("max_qps_burst: 5 (without max_qps)"), warnings);
    assertEquals(List.of(), Yaml.warnings(yaml + "max_qps: 5\n"));
  }
}
