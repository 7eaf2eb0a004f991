package ai.openclaw.lb.health;

import java.nio.ByteBuffer;

/** A body that is all that comes until the connection ends. */
final class UnsizedBody implements AnswerBody {
  @Override
  public boolean take(ByteBuffer from, BodyStart to) {
    to.take(from);
    return false;
  }

  @Override
  public boolean endsWithConnection() {
    return true;
  }
}
