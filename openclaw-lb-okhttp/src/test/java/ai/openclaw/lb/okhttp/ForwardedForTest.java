package ai.openclaw.lb.okhttp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardedForTest {
  private static final List<String> HOPS = List.of("forged, 192.0.2.7", "10.0.0.2 ,10.0.0.1");

  @Test
  void firstHopIsTheUserUnlessProxiesAreTrusted() {
    assertEquals("forged", ForwardedFor.user(HOPS, 0));
  }

  @Test
  void farthestTrustedProxySawTheUser() {
    assertEquals("10.0.0.1", ForwardedFor.user(HOPS, 1));
    assertEquals("10.0.0.2", ForwardedFor.user(HOPS, 2));
    assertEquals("192.0.2.7", ForwardedFor.user(HOPS, 3));
  }

  @Test
  void fewerHopsThanTrustedOnesTellOfNoUser() {
    assertEquals("forged", ForwardedFor.user(HOPS, 4));
    assertNull(ForwardedFor.user(HOPS, 5));
    assertNull(ForwardedFor.user(List.of(), 1));
    assertNull(ForwardedFor.user(List.of(), 0));
  }

  @Test
  void emptyHopIsNoUser() {
    assertNull(ForwardedFor.user(List.of(" , 10.0.0.1"), 0));
    assertNull(ForwardedFor.user(List.of("10.0.0.1, "), 1));
  }
}
