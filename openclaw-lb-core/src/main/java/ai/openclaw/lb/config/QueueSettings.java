package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one level of a document says of calls that wait. */
record QueueSettings(
    @Nullable Located<Integer> max, @Nullable Located<Duration> timeout) {
  private static final QueueSettings NONE = new QueueSettings(null, null);

  static QueueSettings read(Section level) {
    Section queue = level.section("queue", Keys.QUEUE);
    if (queue == null) {
      return NONE;
    }
    return new QueueSettings(
        queue.read("max", Format.WHOLE_NUMBER, Rules.QUEUE_MAX),
        queue.read("timeout", Format.DURATION, Rules.QUEUE_TIMEOUT));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  QueueSettings or(QueueSettings far) {
    return new QueueSettings(nearest(max, far.max), nearest(timeout, far.timeout));
  }

  QueueConfig build() {
    QueueConfig defaults = QueueConfig.DEFAULT;
    return new QueueConfig(
        Located.or(max, defaults.max()), Located.or(timeout, defaults.timeout()));
  }
}
