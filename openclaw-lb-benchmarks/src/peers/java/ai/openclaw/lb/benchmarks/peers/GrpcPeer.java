package ai.openclaw.lb.benchmarks.peers;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.ClientStreamTracer;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolver;
import io.grpc.Status;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * gRPC's pickers over connections that are ready. An operation is a bare pick; with {@code
 * least_request} the stream begins and ends too, by the tracer that the pick brings and that counts
 * the requests in flight. {@code weighted_round_robin} has got no load reports, so all weights are
 * the same. {@code ring_hash} gets the hash that its resolver would have computed.
 */
final class GrpcPeer {
  private static final ClientStreamTracer.StreamInfo STREAM =
      ClientStreamTracer.StreamInfo.newBuilder().build();
  private static final Metadata EMPTY_HEADERS = new Metadata();
  private static final int ARGUMENTS = 4096;

  private GrpcPeer() {}

  static Peer of(String policy, int agents) {
    String name =
        switch (policy) {
          case "round_robin" -> "round_robin";
          case "weighted_round_robin" -> "weighted_round_robin";
          case "least_request" -> "least_request_experimental";
          case "ring_hash" -> "ring_hash_experimental";
          default -> throw Peers.unknown(policy);
        };
    GrpcHelper helper = new GrpcHelper();
    open(LoadBalancerRegistry.getDefaultRegistry().getProvider(name), helper, agents);
    LoadBalancer.PickSubchannelArgs[] arguments = arguments();
    for (int i = 0; i < 100 * ARGUMENTS; i++) { // some connect when they are first picked only
      helper.picker().pickSubchannel(arguments[i % ARGUMENTS]);
    }
    LoadBalancer.SubchannelPicker picker = helper.picker();
    return policy.equals("least_request")
        ? key -> request(picker.pickSubchannel(argument(arguments, key)))
        : key -> ready(picker.pickSubchannel(argument(arguments, key)));
  }

  private static void open(LoadBalancerProvider provider, GrpcHelper helper, int agents) {
    List<EquivalentAddressGroup> addresses = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      addresses.add(new EquivalentAddressGroup(
          InetSocketAddress.createUnresolved("agent-" + i, 5000 + i)));
    }
    NameResolver.ConfigOrError config = provider.parseLoadBalancingPolicyConfig(Map.of());
    LoadBalancer balancer = provider.newLoadBalancer(helper);
    helper.getSynchronizationContext().execute(() -> {
      Status accepted = balancer.acceptResolvedAddresses(LoadBalancer.ResolvedAddresses.newBuilder()
          .setAddresses(addresses)
          .setAttributes(Attributes.EMPTY)
          .setLoadBalancingPolicyConfig(config.getConfig())
          .build());
      if (!accepted.isOk()) {
        throw new IllegalStateException("refused: " + accepted);
      }
    });
  }

  private static LoadBalancer.PickSubchannelArgs argument(
      LoadBalancer.PickSubchannelArgs[] arguments, long key) {
    return arguments[(int) key & ARGUMENTS - 1];
  }

  private static LoadBalancer.PickResult ready(LoadBalancer.PickResult pick) {
    if (pick.getSubchannel() == null) {
      throw new IllegalStateException(pick + " (expected: a connection)");
    }
    return pick;
  }

  private static LoadBalancer.PickResult request(LoadBalancer.PickResult pick) {
    ClientStreamTracer tracer =
        ready(pick).getStreamTracerFactory().newClientStreamTracer(STREAM, EMPTY_HEADERS);
    tracer.streamCreated(Attributes.EMPTY, EMPTY_HEADERS);
    tracer.streamClosed(Status.OK);
    return pick;
  }

  private static LoadBalancer.PickSubchannelArgs[] arguments() {
    CallOptions.Key<Long> hash = hashKey();
    LoadBalancer.PickSubchannelArgs[] arguments = new LoadBalancer.PickSubchannelArgs[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
      long mixed = (i + 1) * 0x9E3779B97F4A7C15L;
      arguments[i] = new Arguments(CallOptions.DEFAULT.withOption(hash, mixed ^ mixed >>> 29));
    }
    return arguments;
  }

  /** The key by which gRPC's own resolver hands the hash to {@code ring_hash}. */
  @SuppressWarnings("unchecked")
  private static CallOptions.Key<Long> hashKey() {
    try {
      Field key = Class.forName("io.grpc.xds.XdsNameResolver").getDeclaredField("RPC_HASH_KEY");
      key.setAccessible(true);
      return (CallOptions.Key<Long>) key.get(null);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Arguments extends LoadBalancer.PickSubchannelArgs {
    private static final MethodDescriptor<InputStream, InputStream> METHOD =
        MethodDescriptor.<InputStream, InputStream>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("agents/ask")
            .setRequestMarshaller(new AsIs())
            .setResponseMarshaller(new AsIs())
            .build();

    private final CallOptions options;

    Arguments(CallOptions options) {
      this.options = options;
    }

    @Override
    public CallOptions getCallOptions() {
      return options;
    }

    @Override
    public Metadata getHeaders() {
      return EMPTY_HEADERS;
    }

    @Override
    public MethodDescriptor<?, ?> getMethodDescriptor() {
      return METHOD;
    }
  }

  private static final class AsIs implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }
}
