/** The configuration document: one record per section, and the strict reader that builds them. */
@NullMarked
package ai.openclaw.lb.config;

import org.jspecify.annotations.NullMarked;
