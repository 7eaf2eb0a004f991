/**
 * Load-balancing strategies: one class per algorithm, over read-only candidates. Nothing here knows
 * a pool, an HTTP client or a configuration document.
 */
@NullMarked
package ai.openclaw.lb.strategy;

import org.jspecify.annotations.NullMarked;
