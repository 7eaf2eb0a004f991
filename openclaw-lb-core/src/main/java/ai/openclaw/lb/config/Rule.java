package ai.openclaw.lb.config;

import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a value must be, in words and as a test. The records' constructors and the reader use the
 * same rules, so that a value is judged alike wherever it comes from.
 *
 * @param expected the words, as they stand after "expected: "
 * @param test whether a value is as expected
 */
record Rule<T>(String expected, Predicate<T> test) {
  boolean accepts(T value) {
    return test.test(value);
  }

  T check(String key, T value) {
    if (!accepts(Objects.requireNonNull(value, key))) {
      throw new IllegalArgumentException(Shown.problem(key, value, expected));
    }
    return value;
  }
}
