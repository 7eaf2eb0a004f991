/** What balancing costs, measured by JMH, and the gate that holds it. */
@NullMarked
package ai.openclaw.lb.benchmarks;

import org.jspecify.annotations.NullMarked;
