/** Meters of pools for Micrometer. Nothing else here imports it, and it is an optional dependency. */
@NullMarked
package ai.openclaw.lb.metrics;

import org.jspecify.annotations.NullMarked;
