package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class BodyStartTest {
  private static void assertFull(BodyStart start, int kept) {
    ByteBuffer most = ByteBuffer.allocate(BodyStart.MAX_BYTES - 1);
    start.take(most);
    assertFalse(start.isFull());
    ByteBuffer more = ByteBuffer.wrap(new byte[] {1, 2, 3});
    start.take(more);
    assertTrue(start.isFull());
    assertFalse(more.hasRemaining(), "the rest is passed over");
    start.take(more.rewind());
    assertEquals(kept, start.bytes().length);
  }

  @Test
  void whatIsBeyondTheLimitIsPassedOver() {
    assertFull(new BodyStart(true), BodyStart.MAX_BYTES);
  }

  @Test
  void whatDoesNotMatterIsCountedOnly() {
    assertFull(new BodyStart(false), 0);
  }

  @Test
  void piecesAreJoined() {
    BodyStart start = new BodyStart(true);
    start.take(ByteBuffer.wrap(new byte[] {1, 2}));
    start.take(ByteBuffer.allocate(0));
    start.take(ByteBuffer.wrap(new byte[] {3}));
    assertArrayEquals(new byte[] {1, 2, 3}, start.bytes());
  }
}
