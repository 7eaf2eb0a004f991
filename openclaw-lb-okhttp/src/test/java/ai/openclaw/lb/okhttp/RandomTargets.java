package ai.openclaw.lb.okhttp;

import java.util.Random;

/** Request targets as nasty as people write them, and worse. */
final class RandomTargets {
  private static final String[] PIECES = {
    "a",
    "Z",
    "9",
    "/",
    "//",
    ".",
    "..",
    "%2F",
    "%2f",
    "%2e",
    "%00",
    "%zz",
    "%",
    "+",
    "%20",
    " ",
    ";",
    ";v=1",
    "=",
    "&",
    "&&",
    "?",
    "@",
    ":",
    "!",
    "$",
    "'",
    "(",
    ")",
    "*",
    ",",
    "~",
    "_",
    "-",
    "[",
    "]",
    "{",
    "}",
    "|",
    "^",
    "`",
    "\"",
    "<",
    ">",
    "\\",
    "é",
    "所有",
    "😀",
    "%E6%89%80",
    "%E9",
    "\u00a0"
  };

  private RandomTargets() {}

  static String next(Random random) {
    StringBuilder target = new StringBuilder("/");
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      target.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return target.toString();
  }
}
