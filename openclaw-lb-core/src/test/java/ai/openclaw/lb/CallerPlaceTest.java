package ai.openclaw.lb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerPlaceTest {
  @ParameterizedTest
  @CsvSource({
    "web-17, web-, 17",
    "web-17.example.com, web-.example.com, 17",
    "web017, web, 17",
    "12, '', 12",
    "web, web, 0",
    "web-7f9c-x2x4z, web-7f9c-x2x4z, 0",
    "10.0.3.17, 10.0.3.17, 0",
    "ip-10-0-3-17, ip-10-0-3-, 17",
    "web-.example17.com, web-.example17.com, 0",
    "web-1234567890123, web-1234, 567890123"
  })
  void idTellsRowAndNumber(String id, String row, long number) {
    assertEquals(new CallerPlace(row, number), CallerPlace.of(id));
  }
}
