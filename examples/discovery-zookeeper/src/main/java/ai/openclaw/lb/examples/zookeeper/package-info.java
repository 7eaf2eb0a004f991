/** Agents that register themselves in ZooKeeper, and a pool that follows them. */
@NullMarked
package ai.openclaw.lb.examples.zookeeper;

import org.jspecify.annotations.NullMarked;
