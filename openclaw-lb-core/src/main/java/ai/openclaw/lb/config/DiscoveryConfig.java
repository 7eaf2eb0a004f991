package ai.openclaw.lb.config;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool's agents come from: the section {@code discovery}. Immutable.
 *
 * @param type {@link #STATIC}, {@link #DNS}, or the name of a discovery that the program gives
 * @param firstWait how long the pool's start waits for the first list; 0 s to 1 min
 * @param removeAfter how long an agent must be missing before it leaves the pool, for each time that
 *     it came back lately twice as long; 0 s to 1 h
 * @param dns what is looked up, with type {@link #DNS}; null with any other
 */
public record DiscoveryConfig(
    String type,
    Duration firstWait,
    Duration removeAfter,
    @Nullable DnsConfig dns) {
  /** The {@link #type} of a pool whose agents are those of the document. */
  public static final String STATIC = "static";

  /** The {@link #type} of a pool whose agents are looked up by their name. */
  public static final String DNS = "dns";

  /** No discovery. */
  public static final DiscoveryConfig NONE = of(STATIC);

  /**
   * Checks every component.
   *
   * @throws IllegalArgumentException if one is not as described
   */
  public DiscoveryConfig {
    Rules.NAME.check("type", type);
    Rules.FIRST_WAIT.check("first_wait", firstWait);
    Rules.REMOVE_AFTER.check("remove_after", removeAfter);
    if (type.equals(DNS)) {
      Objects.requireNonNull(dns, "name");
    } else if (dns != null) {
      throw new IllegalArgumentException(Shown.problem("type", type, DNS));
    }
  }

  /**
   * The discovery of this name, which the program gives, with every default.
   *
   * @throws IllegalArgumentException if it is no name, or {@link #DNS}
   */
  public static DiscoveryConfig of(String type) {
    if (type.equals(DNS)) {
      throw new IllegalArgumentException(Shown.problem("type", type, "DiscoveryConfig.of(dns)"));
    }
    return new DiscoveryConfig(type, Duration.ofSeconds(2), Duration.ofMillis(500), null);
  }

  /** Discovery by DNS, with every default. */
  public static DiscoveryConfig of(DnsConfig dns) {
    return new DiscoveryConfig(DNS, NONE.firstWait, NONE.removeAfter, dns);
  }

  /** Whether the agents are found while the pool runs. */
  public boolean isDynamic() {
    return !type.equals(STATIC);
  }

  /** This discovery, with another wait at the start. */
  public DiscoveryConfig withFirstWait(Duration newFirstWait) {
    return new DiscoveryConfig(type, newFirstWait, removeAfter, dns);
  }

  /** This discovery with other patience. */
  public DiscoveryConfig withRemoveAfter(Duration newRemoveAfter) {
    return new DiscoveryConfig(type, firstWait, newRemoveAfter, dns);
  }
}
