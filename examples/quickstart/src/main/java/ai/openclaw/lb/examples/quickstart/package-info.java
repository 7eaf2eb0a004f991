/** Three agents in this process, and a pool that balances calls over them. */
@NullMarked
package ai.openclaw.lb.examples.quickstart;

import org.jspecify.annotations.NullMarked;
