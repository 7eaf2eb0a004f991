package ai.openclaw.lb.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import org.apache.dubbo.common.URL;
import org.apache.dubbo.rpc.Invocation;
import org.apache.dubbo.rpc.Invoker;
import org.apache.dubbo.rpc.Result;
import org.apache.dubbo.rpc.RpcInvocation;
import org.apache.dubbo.rpc.RpcStatus;
import org.apache.dubbo.rpc.cluster.LoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.ConsistentHashLoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.LeastActiveLoadBalance;
import org.apache.dubbo.rpc.cluster.loadbalance.RoundRobinLoadBalance;

/**
 * Dubbo's load balances. An operation is a bare choice; with {@code least_active} the request is
 * counted up and down too.
 */
final class DubboPeer {
  private static final String METHOD = "ask";
  private static final int INVOCATIONS = 1024;

  private DubboPeer() {}

  static Peer of(String policy, int agents) {
    List<Invoker<Object>> invokers = new ArrayList<>();
    for (int i = 0; i < agents; i++) {
      invokers.add(new Agent(URL.valueOf("dubbo://127.0.0.1:" + (5000 + i) + "/agents?weight=100")));
    }
    return switch (policy) {
      case "round_robin" -> choosing(new RoundRobinLoadBalance(), invokers);
      case "consistent_hash" -> choosing(new ConsistentHashLoadBalance(), invokers);
      case "least_active" -> counting(new LeastActiveLoadBalance(), invokers);
      default -> throw Peers.unknown(policy);
    };
  }

  private static Peer choosing(LoadBalance balance, List<Invoker<Object>> invokers) {
    Invocation[] invocations = invocations();
    URL url = invokers.get(0).getUrl();
    return key -> balance.select(invokers, url, invocations[(int) key & INVOCATIONS - 1]);
  }

  private static Peer counting(LoadBalance balance, List<Invoker<Object>> invokers) {
    Peer peer = choosing(balance, invokers);
    return key -> {
      Invoker<?> chosen = (Invoker<?>) peer.choose(key);
      RpcStatus.beginCount(chosen.getUrl(), METHOD);
      RpcStatus.endCount(chosen.getUrl(), METHOD, 1, true);
      return chosen;
    };
  }

  private static Invocation[] invocations() {
    Invocation[] invocations = new Invocation[INVOCATIONS];
    for (int i = 0; i < INVOCATIONS; i++) {
      RpcInvocation invocation = new RpcInvocation();
      invocation.setMethodName(METHOD);
      invocation.setArguments(new Object[] {"session-" + i});
      invocations[i] = invocation;
    }
    return invocations;
  }

  private record Agent(URL url) implements Invoker<Object> {
    @Override
    public Class<Object> getInterface() {
      return Object.class;
    }

    @Override
    public Result invoke(Invocation invocation) {
      throw new UnsupportedOperationException("nothing is sent");
    }

    @Override
    public URL getUrl() {
      return url;
    }

    @Override
    public boolean isAvailable() {
      return true;
    }

    @Override
    public void destroy() {}
  }
}
