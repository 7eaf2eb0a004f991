/** The library behind a listener, for callers that are not Java, and the command {@code openclaw-lb}. */
@NullMarked
package ai.openclaw.lb.examples.gateway;

import org.jspecify.annotations.NullMarked;
