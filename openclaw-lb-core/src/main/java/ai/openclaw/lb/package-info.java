/** The pool. */
@NullMarked
package ai.openclaw.lb;

import org.jspecify.annotations.NullMarked;
