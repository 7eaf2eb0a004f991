package ai.openclaw.lb.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServersTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0:9090",
    "::, 0.0.0.0:9090",
    "127.0.0.1, 127.0.0.1:9090",
    "::1, [0:0:0:0:0:0:0:1]:9090"
  })
  void anAddressIsShownAsADocumentHasIt(String host, String shown) {
    InetSocketAddress address = new InetSocketAddress(host, 9090);
    assertEquals(shown, Servers.shown(new InetSocketAddress(address.getAddress(), 9090)));
  }
}
