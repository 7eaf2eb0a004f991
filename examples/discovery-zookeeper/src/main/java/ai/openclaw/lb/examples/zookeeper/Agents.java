package ai.openclaw.lb.examples.zookeeper;

import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;

/** Where and how the agents of this fleet are registered. */
final class Agents {
  static final String PATH = "/openclaw";
  static final String SERVICE = "agents";

  /** How long ZooKeeper waits for a sign of life before it takes a process for dead. */
  static final Duration SESSION = Duration.ofSeconds(2);

  private Agents() {}

  /** A client that is not started. */
  static CuratorFramework client(String zooKeeper) {
    return CuratorFrameworkFactory.builder()
        .connectString(zooKeeper)
        .sessionTimeoutMs((int) SESSION.toMillis())
        .connectionTimeoutMs((int) SESSION.toMillis())
        .retryPolicy(new ExponentialBackoffRetry(100, 3))
        .build();
  }
}
