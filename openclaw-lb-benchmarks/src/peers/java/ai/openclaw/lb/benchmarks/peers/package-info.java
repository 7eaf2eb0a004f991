/** Other balancers, driven through their published artifacts, to be compared with ours. */
package ai.openclaw.lb.benchmarks.peers;
