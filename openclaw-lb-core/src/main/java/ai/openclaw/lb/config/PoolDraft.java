package ai.openclaw.lb.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of one pool, with what the farther levels say put in.
 *
 * @param name null where it is wrong or absent
 */
record PoolDraft(
    Place place,
    @Nullable Located<String> name,
    @Nullable Located<String> algorithm,
    List<InstanceDraft> instances,
    HealthSettings health,
    FailoverSettings failover,
    AffinitySettings affinity,
    List<RouteDraft> rules,
    QuotaSettings quota,
    ResilienceSettings resilience,
    BalancingSettings balancing,
    DiscoveryConfig discovery,
    SubsetSettings subset) {

  String algorithmOrDefault() {
    return Located.or(algorithm, PoolConfig.DEFAULT_ALGORITHM);
  }

  PoolConfig build(String documentName) {
    return new PoolConfig(
        Located.or(name, documentName),
        algorithmOrDefault(),
        instances.stream().map(InstanceDraft::build).toList(),
        health.build(),
        failover.build(),
        affinity.build(),
        rules.stream().map(RouteDraft::buildRule).toList(),
        quota.build(),
        resilience.build(),
        balancing.build(),
        new MembershipConfig(discovery, subset.build()));
  }
}
