package ai.openclaw.lb.health;

import java.nio.ByteBuffer;

/** A body whose length is known. */
final class SizedBody implements AnswerBody {
  private long left;

  SizedBody(long length) {
    this.left = length;
  }

  @Override
  public boolean take(ByteBuffer from, BodyStart to) {
    int here = (int) Math.min(left, from.remaining());
    to.take(from.slice(from.position(), here));
    from.position(from.position() + here);
    left -= here;
    return left == 0;
  }

  @Override
  public boolean endsWithConnection() {
    return false;
  }
}
