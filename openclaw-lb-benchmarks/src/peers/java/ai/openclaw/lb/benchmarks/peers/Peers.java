package ai.openclaw.lb.benchmarks.peers;

/** Finds balancers by the names of {@link PeerBenchmark}. */
final class Peers {
  private Peers() {}

  static Peer of(String name, int agents) {
    String policy = name.substring(name.indexOf('.') + 1);
    return switch (name.substring(0, name.indexOf('.'))) {
      case "grpc" -> GrpcPeer.of(policy, agents);
      case "armeria" -> ArmeriaPeer.of(policy, agents);
      case "vertx" -> VertxPeer.of(policy, agents);
      case "servicetalk" -> ServiceTalkPeer.of(policy, agents);
      case "finagle" -> FinaglePeer.of(policy, agents);
      case "spring" -> SpringPeer.of(policy, agents);
      case "ribbon" -> RibbonPeer.of(policy, agents);
      case "dubbo" -> DubboPeer.of(policy, agents);
      default -> throw unknown(name);
    };
  }

  static IllegalArgumentException unknown(String policy) {
    return new IllegalArgumentException(
        "peer: " + policy + " (expected: one that PeerBenchmark names)");
  }
}
