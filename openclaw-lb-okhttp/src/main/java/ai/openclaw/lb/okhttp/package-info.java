/** Balances OkHttp calls over the pools of {@link ai.openclaw.lb}. */
@NullMarked
package ai.openclaw.lb.okhttp;

import org.jspecify.annotations.NullMarked;
