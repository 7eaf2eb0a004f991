package ai.openclaw.lb.okhttp;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.UnknownServiceException;
import java.util.Set;

/** What exceptions tell of a failure where OkHttp's events tell too little. */
final class Failures {
  /** What Linux, macOS and the JDK say when this process or machine has run out of something. */
  private static final Set<String> OWN_LIMITS = Set.of(
      "Too many open files",
      "Too many open files in system",
      "No buffer space available",
      "Cannot assign requested address",
      "Cannot allocate memory");

  private Failures() {}

  /** The failures to connect of which OkHttp's events may tell nothing. */
  static boolean isUnreachable(IOException failure) {
    return failure instanceof UnknownHostException
        || failure instanceof UnknownServiceException
        || failure instanceof SocketException;
  }

  /**
   * Whether this machine could not connect to anybody: no port or no file is left. {@code
   * BindException} stands for an address that is taken or not there, on the near side.
   */
  static boolean isLocal(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException || (isOfSockets(cause) && tellsOwnLimit(cause))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOfSockets(Throwable cause) {
    return cause instanceof SocketException && !(cause instanceof ConnectException);
  }

  private static boolean tellsOwnLimit(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    int details = message.indexOf(" (");
    return OWN_LIMITS.contains(details < 0 ? message : message.substring(0, details));
  }

  /**
   * Whether the peer tells, by HTTP/2, that it has not looked at the request: it refused the stream, or
   * had shut the connection down. The exceptions are internal.
   */
  static boolean isUnprocessed(IOException failure) {
    String type = failure.getClass().getSimpleName();
    return type.equals("ConnectionShutdownException")
        || (type.equals("StreamResetException")
            && String.valueOf(failure.getMessage()).contains("REFUSED_STREAM"));
  }
}
