package ai.openclaw.lb;

import org.jspecify.annotations.Nullable;

/**
 * How the reloads of a document have gone so far. Immutable.
 *
 * @param applied how many changed something
 * @param failed how many were refused, and changed nothing
 * @param problems what spoke against the latest, a line each; null where it was not refused
 */
public record ReloadStatus(
    long applied, long failed, @Nullable String problems) {
  static final ReloadStatus NONE = new ReloadStatus(0, 0, null);
}
