package ai.openclaw.lb.strategy;

/**
 * The 64-bit hash of the keys and agent ids that {@code consistent_hash} works with. It is the same
 * in every process, on every platform and in every version of this library: agents keep their keys.
 *
 * <p>The hash starts as the length times 0x9E3779B97F4A7C15. Then, for each four UTF-16 code units,
 * the first in the lowest 16 bits and zeros for those missing in the last group, it becomes the mix
 * of itself xor the group. The mix of x is {@code x = (x ^ x >>> 30) * 0xBF58476D1CE4E5B9; x = (x ^
 * x >>> 27) * 0x94D049BB133111EB; x ^ x >>> 31} (S. Vigna's splitmix64, D. Stafford's variant 13).
 * It is no secret: who can choose keys can choose their agent.
 */
public final class KeyHash {
  /** 2^64 / golden ratio, odd: its multiples lie as evenly spread as multiples can, modulo 2^64. */
  static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private static final int GROUP = Long.SIZE / Character.SIZE;

  private KeyHash() {}

  /** The hash of a text's UTF-16 code units. */
  public static long of(CharSequence text) {
    int length = text.length();
    long hash = length * GOLDEN;
    int whole = length - length % GROUP;
    for (int i = 0; i < whole; i += GROUP) {
      long group = text.charAt(i)
          | ((long) text.charAt(i + 1) << 16)
          | ((long) text.charAt(i + 2) << 32)
          | ((long) text.charAt(i + 3) << 48);
      hash = mix(hash ^ group);
    }
    if (whole == length && length > 0) {
      return hash;
    }
    long rest = 0;
    for (int i = length - 1; i >= whole; i--) {
      rest = (rest << Character.SIZE) | text.charAt(i);
    }
    return mix(hash ^ rest);
  }

  /** A bijection of the long values in which every bit of the argument moves every bit. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
