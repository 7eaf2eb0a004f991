package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlainRequestTest {
  private static String request(String url, Map<String, String> headers) {
    byte[] bytes = new PlainRequest(headers).bytes(URI.create(url));
    return new String(bytes, StandardCharsets.US_ASCII).replace("\r\n", "|");
  }

  private static void assertBegins(String expected, String url) {
    assertEquals(
        expected + "|Connection: close|User-Agent: openclaw-lb-probe||", request(url, Map.of()));
  }

  @Test
  void pathAndQueryGoAsTheyStand() {
    assertBegins(
        "GET /a%2Fb/../c;d?e=%20&f HTTP/1.1|Host: agent:5000",
        "http://agent:5000/a%2Fb/../c;d?e=%20&f");
    assertBegins("GET /%E5%81%A5%E5%BA%B7 HTTP/1.1|Host: agent:5000", "http://agent:5000/健康");
  }

  @Test
  void theHostIsThatOfTheUrl() {
    assertBegins("GET /h HTTP/1.1|Host: agent-1.internal", "http://agent-1.internal/h");
    assertBegins("GET /h HTTP/1.1|Host: agent", "http://agent:80/h");
    assertBegins("GET /h HTTP/1.1|Host: agent:443", "http://agent:443/h");
    assertBegins("GET /h HTTP/1.1|Host: [::1]:5000", "http://[::1]:5000/h");
    assertBegins("GET /h HTTP/1.1|Host: [fd00::a]", "http://[fd00::a]/h");
  }

  @Test
  void givenHeadersAreAddedOrTakeThePlaceOfOurs() {
    String begin = "GET /h HTTP/1.1|Host: a|Connection: close|";
    assertEquals(
        begin + "User-Agent: openclaw-lb-probe|X-Key: k k||",
        request("http://a/h", Map.of("X-Key", "k k")));
    assertEquals(begin + "uSER-aGENT: me||", request("http://a/h", Map.of("uSER-aGENT", "me")));
  }
}
