package ai.openclaw.lb.health;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the load in a health answer, as {@link LoadReport#fromJson} says. Used by one thread. */
final class AnswerLoad implements JsonFields.Visitor {
  private static final int MAX_CHARS = BodyStart.MAX_BYTES;
  private static final int DEEPEST = 2;
  private static final BigDecimal FULL = BigDecimal.valueOf(100);

  private static final Set<String> CPU = Set.of("cpu");
  private static final Set<String> MEMORY = Set.of("mem", "memory");
  private static final Pattern ENDING = Pattern.compile("(percent|usage|utilization)$");

  /** Words in the names of objects that say what an agent may use, not what it uses. */
  private static final Pattern BOUNDS = Pattern.compile("limit|quota|threshold|max");

  private final Nearest cpu = new Nearest();
  private final Nearest memory = new Nearest();

  private AnswerLoad() {}

  static LoadReport read(String body) {
    AnswerLoad found = new AnswerLoad();
    boolean isObject = !body.isEmpty()
        && body.length() <= MAX_CHARS
        && JsonFields.read(body, DEEPEST, AnswerLoad::mayHoldLoad, found);
    return isObject ? new LoadReport(found.cpu.percent(), found.memory.percent()) : LoadReport.NONE;
  }

  private static boolean mayHoldLoad(String object) {
    return !BOUNDS.matcher(object.toLowerCase(Locale.ROOT)).find();
  }

  @Override
  public void field(int depth, String name, String value) {
    String plain = LoadValue.plainName(name);
    String bare = ENDING.matcher(plain).replaceFirst("");
    if (CPU.contains(bare)) {
      cpu.offer(depth, plain.equals(bare), percent(plain, value));
    } else if (MEMORY.contains(bare)) {
      memory.offer(depth, plain.equals(bare), percent(plain, value));
    }
  }

  /** The value in percent; null if it is none from 0 to 100. */
  private static @Nullable BigDecimal percent(String plainName, String text) {
    boolean inPercent = text.endsWith("%") || plainName.endsWith("percent");
    BigDecimal value =
        LoadValue.number(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
    if (value == null) {
      return null;
    }
    boolean share = value.compareTo(BigDecimal.ONE) <= 0 || plainName.endsWith("utilization");
    BigDecimal percent = share && !inPercent ? LoadValue.percent(value) : value;
    return percent.compareTo(FULL) <= 0 ? percent : null;
  }

  /** The value that counts, of those that were offered. */
  private static final class Nearest {
    private @Nullable BigDecimal percent;
    private int rank;

    void offer(int depth, boolean bareName, @Nullable BigDecimal offered) {
      int offeredRank = 2 * depth + (bareName ? 1 : 0);
      if (offered != null && (percent == null || offeredRank < rank)) {
        percent = offered;
        rank = offeredRank;
      }
    }

    OptionalDouble percent() {
      return percent == null ? OptionalDouble.empty() : OptionalDouble.of(percent.doubleValue());
    }
  }
}
