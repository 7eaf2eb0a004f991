package ai.openclaw.lb;

import ai.openclaw.lb.config.BalancerConfig;
import ai.openclaw.lb.config.PoolConfig;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * What a pool does by its configuration of the moment: all that calls read of it, replaced as one. A
 * call that has begun goes on by those that it began with. Immutable.
 *
 * @param document the pool's document
 * @param config the pool's part of it
 * @param members makes its agents, and its snapshots
 * @param quota how many calls it admits
 * @param affinity how it knows sessions
 * @param calls what its calls go by
 * @param explainer tells what they would do
 * @param membership where its agents come from
 * @param probes what checks them
 */
record PoolSettings(
    BalancerConfig document,
    PoolConfig config,
    MemberFactory members,
    PoolQuota quota,
    Affinity affinity,
    CallPath calls,
    Explainer explainer,
    PoolMembership membership,
    PoolProbes probes) {
  /** Whether another configuration admits calls as this one does, by the same quota. */
  boolean admitsAs(BalancerConfig otherDocument, PoolConfig other) {
    return config.quota().equals(other.quota())
        && document.name().equals(otherDocument.name())
        && Objects.equals(document.quotaStore(), otherDocument.quotaStore());
  }

  RoutingRules rules() {
    return members.snapshots().rules();
  }

  /** The request attributes that the pool's rules and its hash key read. */
  Set<String> attributes() {
    Set<String> attributes = new LinkedHashSet<>(rules().attributes());
    String hashed = config.balancing().hashAttribute();
    if (hashed != null) {
      attributes.add(hashed);
    }
    return attributes;
  }
}
