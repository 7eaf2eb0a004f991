package ai.openclaw.lb.discovery;

/** A look-up that gave no agents, for a reason that a person would want to read. */
final class DnsFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  DnsFailure(String message) {
    super(message, null, false, false);
  }
}
