package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentPools;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** The settings of a client that balances; {@link AgentPoolInterceptor#install} gives the reasons. */
final class ClientSettings {
  private static final int MIN_IDLE_CONNECTIONS = 64;
  private static final int IDLE_CONNECTIONS_PER_AGENT = 16;
  private static final long KEEP_ALIVE_SECONDS = 4;

  private ClientSettings() {}

  /**
   * Makes them.
   *
   * @param asBuilt what the builder would build so far
   */
  static OkHttpClient.Builder apply(
      OkHttpClient.Builder client, OkHttpClient asBuilt, AgentPools pools) {
    Dispatcher dispatcher = asBuilt.dispatcher();
    dispatcher.setMaxRequestsPerHost(
        Math.max(dispatcher.getMaxRequestsPerHost(), dispatcher.getMaxRequests()));
    if (asBuilt.socketFactory() == SocketFactory.getDefault()) {
      client.socketFactory(
          new PreparedSockets(SocketFactory.getDefault(), socket -> socket.setTcpNoDelay(true)));
    }
    int agents = pools.pools().stream()
        .mapToInt(pool -> pool.config().instances().size())
        .sum();
    int idle = Math.max(MIN_IDLE_CONNECTIONS, agents * IDLE_CONNECTIONS_PER_AGENT);
    return client.connectionPool(new ConnectionPool(idle, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS));
  }
}
