package ai.openclaw.lb.config;

import org.jspecify.annotations.Nullable;

/** Reads the section {@code quota_store}. Its address may hold a password: no message shows it. */
final class QuotaStoreSettings {
  private static final Rule<String> ANY = new Rule<>("text", text -> true);

  private QuotaStoreSettings() {}

  /** Null where the section is absent or wrong. */
  static @Nullable Located<QuotaStoreConfig> read(Section top, Problems problems) {
    Section store = top.section("quota_store", Keys.QUOTA_STORE);
    if (store == null) {
      return null;
    }
    Located<Integer> callers = store.read("callers", Format.WHOLE_NUMBER, Rules.CALLERS);
    Located<String> uri = store.text("uri", ANY);
    if (!store.has("uri")) {
      problems.value(store.place().missing("uri"), "missing", Rules.STORE_URI.expected());
    }
    if (uri == null) {
      return null;
    }
    if (!Rules.STORE_URI.accepts(uri.value())) {
      problems.value(uri.place(), QuotaStoreConfig.HIDDEN, Rules.STORE_URI.expected());
      return null;
    }
    int processes = Located.or(callers, 1);
    return new Located<>(new QuotaStoreConfig(uri.value(), processes), top.placeOf("quota_store"));
  }
}
