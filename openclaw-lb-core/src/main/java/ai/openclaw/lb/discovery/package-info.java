/** Where the agents of a pool come from while it runs. */
@NullMarked
package ai.openclaw.lb.discovery;

import org.jspecify.annotations.NullMarked;
