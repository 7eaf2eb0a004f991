package ai.openclaw.lb.health;

import java.net.ProtocolException;
import java.nio.ByteBuffer;

/** A body on its way, by one of the ways to tell where it ends. Used by one thread. */
interface AnswerBody {
  /**
   * Moves what bytes there are of the body.
   *
   * @return whether the body is over; at the latest then, the rest is left in {@code from}
   * @throws ProtocolException if the bytes are no such body
   */
  boolean take(ByteBuffer from, BodyStart to) throws ProtocolException;

  /** Whether the end of the connection is the end of the body. */
  boolean endsWithConnection();
}
