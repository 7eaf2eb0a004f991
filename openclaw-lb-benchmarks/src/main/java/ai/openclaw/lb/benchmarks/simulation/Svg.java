package ai.openclaw.lb.benchmarks.simulation;

import java.util.Locale;

/**
 * A drawing, as text: the same to the last byte for the same data. Its colours follow the reader's
 * light or dark scheme. Not thread-safe.
 */
final class Svg {
  /** Where a text's given point is. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  private static final String STYLE = """
      <style>
      text { font: 12px system-ui, sans-serif; fill: #1f2328; }
      .small { font-size: 10px; }
      .title { font-size: 14px; font-weight: 600; }
      .axis { stroke: #8b949e; stroke-width: 0.5; }
      .ours { fill: #1a7f37; stroke: #1a7f37; }
      .peer { fill: #8250df; stroke: #8250df; }
      .good { fill: #1a7f37; fill-opacity: 0.35; }
      .fair { fill: #d4a72c; fill-opacity: 0.35; }
      .poor { fill: #cf222e; fill-opacity: 0.35; }
      .line { fill: none; stroke-width: 2; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .ours { fill: #3fb950; stroke: #3fb950; }
        .peer { fill: #a371f7; stroke: #a371f7; }
        .good { fill: #3fb950; }
        .fair { fill: #d29922; }
        .poor { fill: #f85149; }
      }
      </style>
      """;

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** A text; its middle is at the height {@code y}. */
  void text(String kind, int x, int y, Anchor anchor, String text) {
    body.append(String.format(
        Locale.ROOT,
        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
        kind,
        x,
        y + 4,
        anchor.name().toLowerCase(Locale.ROOT),
        text.replace("&", "&amp;").replace("<", "&lt;")));
  }

  /** A filled rectangle. */
  void box(String kind, int x, int y, int boxWidth, int boxHeight) {
    body.append(String.format(
        Locale.ROOT,
        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" stroke=\"none\"/>%n",
        kind,
        x,
        y,
        boxWidth,
        boxHeight));
  }

  /** A straight line. */
  void line(String kind, int fromX, int fromY, int toX, int toY) {
    body.append(String.format(
        Locale.ROOT,
        "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
        kind,
        fromX,
        fromY,
        toX,
        toY));
  }

  /** The document. */
  String text() {
    return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">%n",
                width,
                height)
            .replace(System.lineSeparator(), "\n")
        + STYLE
        + body.toString().replace(System.lineSeparator(), "\n")
        + "</svg>\n";
  }
}
