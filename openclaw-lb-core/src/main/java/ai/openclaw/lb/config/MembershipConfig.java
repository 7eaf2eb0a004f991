package ai.openclaw.lb.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are in a pool. Immutable.
 *
 * @param discovery where they come from
 * @param subset which of them this caller uses; null for all
 */
public record MembershipConfig(
    DiscoveryConfig discovery, @Nullable SubsetConfig subset) {
  /** The document's agents, all of them. */
  public static final MembershipConfig DEFAULT = new MembershipConfig(DiscoveryConfig.NONE, null);

  /** Refuses null. */
  public MembershipConfig {
    Objects.requireNonNull(discovery, "discovery");
  }

  /** These agents from elsewhere. */
  public MembershipConfig withDiscovery(DiscoveryConfig newDiscovery) {
    return new MembershipConfig(newDiscovery, subset);
  }

  /** These agents, or some of them; null for all. */
  public MembershipConfig withSubset(@Nullable SubsetConfig newSubset) {
    return new MembershipConfig(discovery, newSubset);
  }
}
