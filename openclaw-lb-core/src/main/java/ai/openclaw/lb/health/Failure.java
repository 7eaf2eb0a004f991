package ai.openclaw.lb.health;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why no answer came, in words for people. */
final class Failure {
  private static final int MAX_CAUSES = 10;

  /** How systems and JDKs word it that the other side closed a connection that was open. */
  private static final List<String> LOST =
      List.of("reset", "eof", "broken pipe", "received no bytes", "connection closed");

  private Failure() {}

  static ProbeResult of(ProbeTarget target, Throwable error) {
    return ProbeResult.failed(text(target, error));
  }

  private static String text(ProbeTarget target, Throwable error) {
    if (has(error, UnknownHostException.class) || has(error, UnresolvedAddressException.class)) {
      return "host not found: " + target.uri().getHost();
    }
    Throwable cause =
        error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    if (cause instanceof ConnectException) {
      return connectText(cause);
    }
    if (cause instanceof SSLException) {
      return "TLS failed: " + cause.getMessage();
    }
    String message = deepestMessage(cause);
    if (cause instanceof ProtocolException) { // its message has the agent's own words in it
      return "no valid answer: " + message;
    }
    if (cause instanceof EOFException || LOST.stream().anyMatch(word -> says(message, word))) {
      return "connection lost: " + message;
    }
    if (has(cause, SocketException.class)) { // no route, no local port or descriptor left
      return "connect failed: " + message;
    }
    return cause instanceof IOException ? "no valid answer: " + message : "not asked: " + cause;
  }

  /** The HTTP client gives a refused connect without a message, or with the system's. */
  private static String connectText(Throwable cause) {
    String message = deepestMessage(cause);
    boolean refused = cause.getMessage() == null || says(message, "refused");
    return refused ? "connect refused" : "connect failed: " + message;
  }

  private static boolean says(@Nullable String message, String word) {
    return message != null && message.toLowerCase(Locale.ROOT).contains(word);
  }

  private static boolean has(Throwable error, Class<? extends Throwable> type) {
    Throwable cause = error;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (type.isInstance(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static String deepestMessage(Throwable error) {
    String message = error.toString();
    Throwable cause = error;
    for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
      if (cause.getMessage() != null) {
        message = cause.getMessage();
      }
      cause = cause.getCause();
    }
    return message;
  }
}
