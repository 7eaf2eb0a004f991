package ai.openclaw.lb.config;

import org.jspecify.annotations.Nullable;

/** A valid value, and where it was written. */
record Located<T>(T value, Place place) {
  static <T> T or(@Nullable Located<T> located, T otherwise) {
    return located == null ? otherwise : located.value;
  }

  static <T> @Nullable T orNull(@Nullable Located<T> located) {
    return located == null ? null : located.value;
  }

  /** The value of the nearest level that has one. */
  static <T> @Nullable Located<T> nearest(@Nullable Located<T> near, @Nullable Located<T> far) {
    return near == null ? far : near;
  }
}
