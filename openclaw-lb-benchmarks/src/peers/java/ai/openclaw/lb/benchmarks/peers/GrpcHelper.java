package ai.openclaw.lb.benchmarks.peers;

import io.grpc.Attributes;
import io.grpc.ChannelLogger;
import io.grpc.ConnectivityState;
import io.grpc.ConnectivityStateInfo;
import io.grpc.EquivalentAddressGroup;
import io.grpc.LoadBalancer;
import io.grpc.ManagedChannel;
import io.grpc.SynchronizationContext;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The channel of a gRPC load balancer whose connections are ready as soon as they are asked for. */
final class GrpcHelper extends LoadBalancer.Helper {
  private final SynchronizationContext context =
      new SynchronizationContext((thread, thrown) -> {
        throw new IllegalStateException(thrown);
      });
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "peer-timer");
        thread.setDaemon(true);
        return thread;
      });

  /** The balancer's latest. It writes, calls read. */
  private volatile LoadBalancer.SubchannelPicker picker;

  LoadBalancer.SubchannelPicker picker() {
    return picker;
  }

  @Override
  public LoadBalancer.Subchannel createSubchannel(LoadBalancer.CreateSubchannelArgs args) {
    return new Ready(args.getAddresses());
  }

  @Override
  public ManagedChannel createOobChannel(EquivalentAddressGroup group, String authority) {
    throw new UnsupportedOperationException("no calls beside the choices");
  }

  @Override
  public void updateBalancingState(
      ConnectivityState state, LoadBalancer.SubchannelPicker newPicker) {
    picker = newPicker;
  }

  @Override
  public SynchronizationContext getSynchronizationContext() {
    return context;
  }

  @Override
  public ScheduledExecutorService getScheduledExecutorService() {
    return scheduler;
  }

  @Override
  public String getAuthority() {
    return "agents";
  }

  @Override
  public String getChannelTarget() {
    return "agents";
  }

  @Override
  public ChannelLogger getChannelLogger() {
    return Silent.LOGGER;
  }

  private final class Ready extends LoadBalancer.Subchannel {
    private final List<EquivalentAddressGroup> addresses;
    private LoadBalancer.SubchannelStateListener listener;

    Ready(List<EquivalentAddressGroup> addresses) {
      this.addresses = addresses;
    }

    @Override
    public void start(LoadBalancer.SubchannelStateListener itsListener) {
      listener = itsListener;
    }

    @Override
    public void requestConnection() {
      for (ConnectivityState next :
          List.of(ConnectivityState.CONNECTING, ConnectivityState.READY)) {
        context.execute(
            () -> listener.onSubchannelState(ConnectivityStateInfo.forNonError(next)));
      }
    }

    @Override
    public List<EquivalentAddressGroup> getAllAddresses() {
      return addresses;
    }

    @Override
    public Attributes getAttributes() {
      return Attributes.EMPTY;
    }

    @Override
    public Attributes getConnectedAddressAttributes() {
      return Attributes.EMPTY;
    }

    @Override
    public ChannelLogger getChannelLogger() {
      return Silent.LOGGER;
    }

    @Override
    public void updateAddresses(List<EquivalentAddressGroup> newAddresses) {}

    @Override
    public void shutdown() {}
  }

  private static final class Silent extends ChannelLogger {
    private static final ChannelLogger LOGGER = new Silent();

    @Override
    public void log(ChannelLogLevel level, String message) {}

    @Override
    public void log(ChannelLogLevel level, String format, Object... arguments) {}
  }
}
