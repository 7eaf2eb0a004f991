/** The throughput table, measured end to end: HTTP agents on loopback with modelled service times. */
@NullMarked
package ai.openclaw.lb.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;
