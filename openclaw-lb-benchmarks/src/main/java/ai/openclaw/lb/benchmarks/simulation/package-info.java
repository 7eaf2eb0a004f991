/**
 * Traffic on simulated agents in virtual time: how well each algorithm balances, beside the decision
 * rules of other balancers on the same arrivals. It drives the pool's own classes, and its results
 * are the same to the last digit on every machine and JDK.
 */
@NullMarked
package ai.openclaw.lb.benchmarks.simulation;

import org.jspecify.annotations.NullMarked;
