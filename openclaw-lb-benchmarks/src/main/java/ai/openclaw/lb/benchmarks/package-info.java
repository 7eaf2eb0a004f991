/** What balancing costs, measured by JMH and by programs of their own, and the gate that holds it. */
@NullMarked
package ai.openclaw.lb.benchmarks;

import org.jspecify.annotations.NullMarked;
