package ai.openclaw.lb.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Builds the tree of a document from a YAML parser's tokens, and refuses what a configuration does
 * not need and an attacker does: anchors, aliases, tags, depth, several documents. How scalars were
 * written is seen in the source, at the token's start: the parser tells texts and quoted texts
 * apart nowhere else, and its own reading of numbers and booleans is wider than ours.
 */
final class YamlDocument {
  private static final YAMLFactory FACTORY = new YAMLFactory();
  private static final int MAX_DEPTH = 50;
  private static final int MAX_NODES = 50_000;

  private final String text;
  private final Problems problems;
  private final Placeholders placeholders;
  private final YAMLParser parser;

  /** The character at {@link #offset} code points; moves forward with the tokens. */
  private int index;

  private int offset;
  private int nodes;

  /** The latest key or item: what a problem that ends the reading stands in, or right after. */
  private Place place = Place.root(1, 1);

  private YamlDocument(
      String text, Problems problems, Placeholders placeholders, YAMLParser parser) {
    this.text = text;
    this.problems = problems;
    this.placeholders = placeholders;
    this.parser = parser;
  }

  /**
   * Returns the tree. Duplicate keys and placeholders without value are added to the problems.
   *
   * @throws ConfigException if there is no tree to go on with
   */
  static Node.Mapping read(String text, Problems problems, Placeholders placeholders) {
    try (YAMLParser parser = FACTORY.createParser(text)) {
      return new YamlDocument(text, problems, placeholders, parser).wholeDocument();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private Node.Mapping wholeDocument() throws IOException {
    try {
      return document();
    } catch (JsonProcessingException malformed) {
      throw malformed(malformed);
    }
  }

  private Node.Mapping document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw problems.fatal(place, "an empty document (expected: keys and values)");
    }
    Node root = node(Place.root(line(), column()), first, 1);
    place = Place.root(1, 1);
    if (parser.nextToken() != null) {
      throw refused("a second document (expected: one document in a file)");
    }
    if (root instanceof Node.Mapping mapping) {
      return mapping;
    }
    boolean empty = root instanceof Node.Scalar scalar && scalar.isNull();
    String what = empty ? "an empty document" : Shown.value(root.kind());
    throw problems.fatal(root.place(), what + " (expected: keys and values)");
  }

  private Node node(Place at, JsonToken token, int depth) throws IOException {
    place = at;
    char start = startOfToken();
    if (++nodes > MAX_NODES) {
      throw refused("too many values (expected: at most " + MAX_NODES + ")");
    }
    if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
      Node.Style style = "\"'|>".indexOf(start) < 0 ? Node.Style.PLAIN : Node.Style.QUOTED;
      return placeholders.resolve(new Node.Scalar(at, parser.getText(), style));
    }
    if (depth > MAX_DEPTH) {
      throw refused("nested too deeply (expected: at most " + MAX_DEPTH + " levels)");
    }
    return token == JsonToken.START_OBJECT ? mapping(at, depth) : sequence(at, depth);
  }

  private Node sequence(Place at, int depth) throws IOException {
    List<Node> items = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      items.add(node(at.item(items.size(), line(), column()), next, depth + 1));
    }
    return new Node.Sequence(at, items);
  }

  private Node mapping(Place at, int depth) throws IOException {
    Map<String, Node.Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      Place keyPlace = at.child(key, line(), column());
      place = keyPlace;
      startOfToken();
      JsonToken next = parser.nextToken();
      Node value = node(at.child(key, line(), column()), next, depth + 1);
      Node.Entry first = entries.putIfAbsent(key, new Node.Entry(keyPlace, value));
      if (first != null) {
        problems.add(
            keyPlace,
            "duplicate key (expected: once; it first stands in line "
                + first.key().line() + ")");
      }
    }
    return new Node.Mapping(at, entries);
  }

  /** Returns the character that the current token begins with, and refuses what none may. */
  private char startOfToken() throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    index = text.offsetByCodePoints(index, start - offset);
    offset = start;
    char c = index < text.length() ? text.charAt(index) : '\n';
    if (c == '&' || c == '*' || parser.isCurrentAlias() || parser.getObjectId() != null) {
      throw refused("an anchor or alias (expected: values written out, none of & and *)");
    }
    if (c == '!' || parser.getTypeId() != null) {
      throw refused("a tag (expected: plain values, none of ! and !!)");
    }
    return c;
  }

  private int line() {
    return parser.currentTokenLocation().getLineNr();
  }

  private int column() {
    return parser.currentTokenLocation().getColumnNr();
  }

  private ConfigException refused(String what) {
    return problems.fatal(place.at(line(), column()), what);
  }

  private ConfigException malformed(JsonProcessingException failure) {
    if (failure.getCause() instanceof MarkedYAMLException marked
        && marked.getProblemMark() != null) {
      Mark mark = marked.getProblemMark();
      Place at = place.at(mark.getLine() + 1, mark.getColumn() + 1);
      return problems.fatal(at, syntax(marked.getProblem()));
    }
    var location = failure.getLocation();
    Place at = location == null ? place : place.at(location.getLineNr(), location.getColumnNr());
    return problems.fatal(at, syntax(failure.getOriginalMessage()));
  }

  private static String syntax(@Nullable String what) {
    String problem = String.valueOf(what);
    if (problem.contains("(TAB)")) {
      return "a tab (expected: spaces for indentation)";
    }
    if (problem.startsWith("Expected a field name")) {
      return "a key that is no text (expected: a key without alias, list and map)";
    }
    if (problem.contains("<document start>")) {
      return "a second document (expected: one document in a file)";
    }
    return "not YAML: " + Shown.value(problem.lines().findFirst().orElse("")) + " (expected: YAML)";
  }
}
