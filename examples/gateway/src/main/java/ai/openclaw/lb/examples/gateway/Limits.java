package ai.openclaw.lb.examples.gateway;

/** What a client may ask of the gateway, in bytes and numbers. */
final class Limits {
  /** All headers of a request together. */
  static final int HEADER_BYTES = 64 * 1024;

  /** Headers of a request. */
  static final int HEADERS = 200;

  /** A request's body: as much as an OpenClaw gateway takes. */
  static final long BODY_BYTES = 20L * 1024 * 1024;

  /** A body up to this size is held until an answer came, so that it can go to another agent. */
  static final int REPLAYABLE_BYTES = 1024 * 1024;

  /** Requests at work at once: each has a thread while it lasts. */
  static final int REQUESTS = 1024;

  /** Requests that wait for others to end. */
  static final int WAITING_REQUESTS = 1024;

  /** A request to the admin API. */
  static final long ADMIN_BODY_BYTES = 64 * 1024;

  /** How long a client may take to send its headers, or to take the next bytes of an answer. */
  static final int CLIENT_MILLIS = 60_000;

  private Limits() {}
}
