package ai.openclaw.lb.health;

import java.util.List;

/** Where a {@link LineWriter} puts its lines. Its writer's thread alone writes to it and closes it. */
interface LineSink {
  /** Whether a line would go anywhere. Called by all threads; cheap. */
  boolean isWanted();

  /** Writes the lines; false if they are lost. May block. */
  boolean write(List<String> lines);

  /** Ends it: what is written later is lost. */
  void close();
}
