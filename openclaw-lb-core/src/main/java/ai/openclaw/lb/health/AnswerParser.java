package ai.openclaw.lb.health;

import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.x answer to a GET, put together from the bytes that come, however they are cut. It knows
 * interim answers, and bodies that end by their length, by their chunks or with the connection.
 * Holds no more than {@value #MAX_HEAD_BYTES} bytes of heads and the {@linkplain BodyStart start} of
 * the body, and nothing because of what the peer announces. Used by one thread.
 */
final class AnswerParser {
  /** How many bytes the status line and the headers may have, those of interim answers included. */
  static final int MAX_HEAD_BYTES = 16 * 1024;

  private final Predicate<@Nullable String> reads;
  private final AnswerLine line = new AnswerLine(MAX_HEAD_BYTES);
  private @Nullable AnswerHead head;
  private @Nullable AnswerBody body;
  private BodyStart start = new BodyStart(false);
  private boolean begun;

  /**
   * A parser of one answer.
   *
   * @param reads whether the body of an answer of this content type matters
   */
  AnswerParser(Predicate<@Nullable String> reads) {
    this.reads = reads;
  }

  /**
   * Takes bytes of the answer.
   *
   * @return whether it is complete, or as much of it as matters; bytes after that are left
   * @throws ProtocolException if this is no such answer
   */
  boolean take(ByteBuffer from) throws ProtocolException {
    begun |= from.hasRemaining();
    while (body == null) {
      if (!line.take(from)) {
        checkBeginning();
        return false;
      }
      takeLine(line.next());
    }
    return body.take(from, start) || start.isFull();
  }

  /** What is no answer is told at its first bytes: what talks like that may never end a line. */
  private void checkBeginning() throws ProtocolException {
    if (head == null && !line.isLike(AnswerHead.BEGINNING)) {
      throw AnswerHead.noStatusLine(line.next());
    }
  }

  private void takeLine(String text) throws ProtocolException {
    AnswerHead known = head;
    if (known == null) {
      head = new AnswerHead(text);
    } else if (!text.isEmpty()) {
      known.header(text);
    } else if (known.isInterim()) {
      head = null;
    } else {
      start = new BodyStart(reads.test(known.contentType()));
      body = known.body();
    }
  }

  /**
   * Says that no more bytes will come.
   *
   * @throws EOFException if the answer is not complete
   */
  void end() throws EOFException {
    if (!begun) {
      throw new EOFException("closed without an answer");
    }
    if (body == null || !body.endsWithConnection()) {
      throw new EOFException("closed in the middle of the answer");
    }
  }

  /** The status of an answer that is complete. */
  int status() {
    return head == null ? 0 : head.status();
  }

  /** The beginning of the body where it matters; empty where it does not. */
  byte[] body() {
    return start.bytes();
  }
}
