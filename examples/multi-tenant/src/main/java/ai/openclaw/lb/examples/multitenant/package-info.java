/** Three tenants with pools of their own, and a burst that stays with the one that sent it. */
@NullMarked
package ai.openclaw.lb.examples.multitenant;

import org.jspecify.annotations.NullMarked;
