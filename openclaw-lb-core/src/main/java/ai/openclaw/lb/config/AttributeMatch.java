package ai.openclaw.lb.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule wants of one request attribute: a text, a prefix such as {@code gpt-*}, any value at
 * all ({@code *}), or one of several of these. A star stands at the end only and can't be escaped.
 * Immutable and thread-safe; prints as it was written.
 *
 * <p>Cost of a match: one look-up, and a comparison for each prefix. Values longer than {@value
 * #LONGEST_VALUE} characters come from no one who means well: they are present, and equal nothing.
 */
public final class AttributeMatch {
  /** The longest value, in characters, that texts and prefixes are compared with. */
  public static final int LONGEST_VALUE = 256;

  static final String EXPECTED = "a text of at most " + LONGEST_VALUE
      + " characters without control characters, * at its end only (a prefix; alone: any value),"
      + " or a list of them";

  private static final int MOST_COMPARISONS = 256;
  private static final String STAR = "*";
  private static final Rule<String> PATTERN = new Rule<>(EXPECTED, AttributeMatch::isPattern);

  private final List<String> patterns;
  private final Set<String> texts = new LinkedHashSet<>();
  private final List<String> prefixes = new ArrayList<>();
  private final boolean any;

  private AttributeMatch(List<String> patterns) {
    this.patterns = patterns;
    for (String pattern : patterns) {
      if (pattern.endsWith(STAR)) {
        prefixes.add(pattern.substring(0, pattern.length() - 1));
      } else {
        texts.add(pattern);
      }
    }
    this.any = prefixes.contains("");
  }

  /**
   * Wants one of these.
   *
   * @param patterns texts, prefixes with a star behind, or the star alone; one at least
   * @throws IllegalArgumentException if there is none, or one is not of these forms
   */
  public static AttributeMatch of(String... patterns) {
    if (patterns.length == 0) {
      throw new IllegalArgumentException(Shown.problem("match", "[]", EXPECTED));
    }
    for (String pattern : patterns) {
      PATTERN.check("match", pattern);
    }
    return new AttributeMatch(List.of(patterns));
  }

  /** Reads a value of {@code match}; what it is not is a problem, and null. */
  static @Nullable AttributeMatch read(Node value, Problems problems) {
    if (!(value instanceof Node.Sequence list)) {
      Located<String> pattern = Format.TEXT.read(value, PATTERN, problems);
      return pattern == null ? null : new AttributeMatch(List.of(pattern.value()));
    }
    if (list.items().isEmpty()) {
      problems.value(list.place(), "[]", EXPECTED);
      return null;
    }
    List<String> patterns = new ArrayList<>();
    for (Node item : list.items()) {
      Located<String> pattern = Format.TEXT.read(item, PATTERN, problems);
      if (pattern != null) {
        patterns.add(pattern.value());
      }
    }
    return patterns.size() < list.items().size() ? null : new AttributeMatch(List.copyOf(patterns));
  }

  private static boolean isPattern(String text) {
    int star = text.indexOf(STAR);
    return (star < 0 || star == text.length() - 1)
        && text.length() <= LONGEST_VALUE
        && Rules.LABEL.accepts(text);
  }

  /** The texts that fit as they are; empty where there are prefixes only. */
  public Set<String> texts() {
    return Collections.unmodifiableSet(texts);
  }

  /** What values that fit begin with, without the star; an empty one fits any value. */
  public List<String> prefixes() {
    return List.copyOf(prefixes);
  }

  /** Whether a request with this value of the attribute fits; null is one without it. */
  public boolean matches(@Nullable String value) {
    if (value == null || any || value.length() > LONGEST_VALUE) {
      return value != null && any;
    }
    return texts.contains(value) || hasPrefixOf(value);
  }

  private boolean hasPrefixOf(String value) {
    for (int i = 0; i < prefixes.size(); i++) {
      if (value.startsWith(prefixes.get(i))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether every value that fits {@code other} fits here. Of lists whose comparison would take long it
   * is said only where they are the same: a document must not cost its reader more than it is worth.
   */
  boolean covers(AttributeMatch other) {
    if (!any && (long) other.patterns.size() * (1 + prefixes.size()) > MOST_COMPARISONS) {
      return equals(other);
    }
    return any
        || (!other.any
            && other.texts.stream().allMatch(this::matches)
            && other.prefixes.stream().allMatch(this::hasPrefixOf));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AttributeMatch that && patterns.equals(that.patterns);
  }

  @Override
  public int hashCode() {
    return patterns.hashCode();
  }

  @Override
  public String toString() {
    return patterns.size() == 1 ? patterns.get(0) : patterns.toString();
  }
}
