package ai.openclaw.lb.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A document's text, read with a limit, as strict UTF-8, without a leading byte order mark. */
final class SourceText {
  private static final int LIMIT = 1 << 20;

  /** The YAML parser's time grows with the square of a token's length on one line. */
  private static final int LONGEST_LINE = 100_000;

  private static final String TOO_LONG =
      "longer than 1 MiB (expected: a document of at most 1 MiB)";

  private SourceText() {}

  static String read(Path file) {
    String source = file.toString();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      String what = Files.isDirectory(file) ? "a directory" : "not a regular file";
      throw Problems.unreadable(source, what + " (expected: a YAML file)");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LIMIT + 1);
      return read(bytes, source);
    } catch (NoSuchFileException missing) {
      throw Problems.unreadable(source, "no such file (expected: a YAML file)");
    } catch (IOException failure) {
      throw unreadable(source, failure);
    }
  }

  static String read(byte[] bytes, String source) {
    if (bytes.length > LIMIT) {
      throw Problems.unreadable(source, TOO_LONG);
    }
    return clean(decode(bytes, source), source);
  }

  static String read(Reader reader, String source) {
    char[] chars = new char[LIMIT + 1];
    int length = 0;
    try {
      while (length < chars.length) {
        int count = reader.read(chars, length, chars.length - length);
        if (count < 0) {
          return clean(new String(chars, 0, length), source);
        }
        length += count;
      }
    } catch (IOException failure) {
      throw unreadable(source, failure);
    }
    throw Problems.unreadable(source, TOO_LONG);
  }

  private static ConfigException unreadable(String source, IOException failure) {
    String what = "cannot be read, " + Shown.value(failure) + " (expected: a readable YAML file)";
    return Problems.unreadable(source, what);
  }

  private static String decode(byte[] bytes, String source) {
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      throw refused(source, text, text.length(), "malformed bytes (expected: UTF-8)");
    }
    return text;
  }

  private static String clean(String text, String source) {
    String body = text.startsWith("\ufeff") ? text.substring(1) : text;
    int lineStart = 0;
    for (int i = 0; i < body.length(); ) {
      int c = body.codePointAt(i);
      if (isForbidden(c)) {
        String what = String.format("character \\u%04x (expected: printable text)", c);
        throw refused(source, body, i, what);
      }
      i += Character.charCount(c);
      if (c == '\n' || c == '\r') {
        lineStart = i;
      } else if (i - lineStart > LONGEST_LINE) {
        throw refused(source, body, lineStart, "a long line (expected: at most 100000 characters)");
      }
    }
    return body;
  }

  private static boolean isForbidden(int c) {
    boolean control = Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r';
    return control || Character.getType(c) == Character.SURROGATE || c == 0xfffe || c == 0xffff;
  }

  private static ConfigException refused(String source, String text, int at, String what) {
    String before = text.substring(0, at);
    int line = (int) before.lines().count() + (before.isEmpty() || endsLine(before) ? 1 : 0);
    int start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
    int column = before.codePointCount(start, at) + 1;
    return new Problems(source).fatal(Place.root(line, column), what);
  }

  private static boolean endsLine(String before) {
    return before.endsWith("\n") || before.endsWith("\r");
  }
}
