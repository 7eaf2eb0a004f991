package ai.openclaw.lb.health;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.function.Predicate;

/** Reads the numbers and texts of a JSON object that a stranger wrote, without building a tree. */
final class JsonFields {
  /** Takes one number or text after another. */
  interface Visitor {
    /**
     * A field that was read.
     *
     * @param depth 0 in the outermost object, 1 in an object in it
     */
    void field(int depth, String name, String value);
  }

  /** Names are strangers' too: none is interned or remembered. NaN is a number that says nothing. */
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
      .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
      .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
      .build();

  private JsonFields() {}

  /**
   * Reads all fields down to a depth. Objects below it, and arrays, are checked and passed over.
   *
   * @param enter whether to enter an inner object of this name
   * @return whether this was an object, well-formed to its end; if not, what was visited is void
   */
  static boolean read(String json, int deepest, Predicate<String> enter, Visitor visitor) {
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      for (int depth = 0; depth >= 0; ) {
        depth += switch (parser.nextToken()) {
          case START_OBJECT -> enter(parser, depth < deepest, enter);
          case START_ARRAY -> skip(parser);
          case END_OBJECT -> -1;
          case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> visit(parser, depth, visitor);
          default -> 0;
        };
      }
      return true;
    } catch (IOException notJson) {
      return false;
    }
  }

  private static int enter(JsonParser parser, boolean mayEnter, Predicate<String> enter)
      throws IOException {
    return mayEnter && enter.test(parser.currentName()) ? 1 : skip(parser);
  }

  private static int skip(JsonParser parser) throws IOException {
    parser.skipChildren();
    return 0;
  }

  private static int visit(JsonParser parser, int depth, Visitor visitor) throws IOException {
    visitor.field(depth, parser.currentName(), parser.getText());
    return 0;
  }
}
