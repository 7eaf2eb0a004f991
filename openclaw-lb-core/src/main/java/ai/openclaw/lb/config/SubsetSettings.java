package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import org.jspecify.annotations.Nullable;

/**
 * What one level of a document says of {@code subset}.
 *
 * @param place where the section stands; null where it does not
 */
record SubsetSettings(
    @Nullable Place place,
    @Nullable Located<Integer> size,
    @Nullable Located<String> callerId,
    @Nullable Located<Integer> callers) {

  static SubsetSettings read(Section level) {
    Section subset = level.section("subset", Keys.SUBSET);
    if (subset == null) {
      return new SubsetSettings(null, null, null, null);
    }
    return new SubsetSettings(
        level.placeOf("subset"),
        subset.read("size", Format.WHOLE_NUMBER, Rules.SUBSET_SIZE),
        subset.text("caller_id", Rules.NAME),
        subset.read("callers", Format.WHOLE_NUMBER, Rules.CALLERS));
  }

  /** These settings, and those of a farther level for the keys that are absent here. */
  SubsetSettings or(SubsetSettings far) {
    return new SubsetSettings(
        place == null ? far.place : place,
        nearest(size, far.size),
        nearest(callerId, far.callerId),
        nearest(callers, far.callers));
  }

  /** Checks what no key can tell alone. */
  void check(HealthSettings health, Problems problems) {
    if (place != null && size == null) {
      problems.value(place.missing("size"), "missing", Rules.SUBSET_SIZE.expected());
    }
    Located<Boolean> share = health.options().share();
    if (share != null && share.value() && callers == null) {
      problems.value(share.place(), "true", "false without subset.callers");
    }
  }

  @Nullable
  SubsetConfig build() {
    return size == null
        ? null
        : new SubsetConfig(size.value(), Located.orNull(callerId), Located.or(callers, 1));
  }
}
