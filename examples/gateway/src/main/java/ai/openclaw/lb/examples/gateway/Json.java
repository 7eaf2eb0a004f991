package ai.openclaw.lb.examples.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** JSON for the gateway's own answers. */
final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private Json() {}

  /** An object with the field {@code error}. */
  static String error(@Nullable String message) {
    return object().put("error", message).toString();
  }

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Writes a record, names in snake case as everywhere in the admin API. */
  static String write(Record value) {
    return MAPPER.valueToTree(value).toString();
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is no JSON: " + e.getOriginalMessage());
    }
  }
}
