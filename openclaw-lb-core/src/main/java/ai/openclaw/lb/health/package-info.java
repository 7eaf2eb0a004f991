/**
 * Evidence of agents' health: probes, their schedule and their thresholds. It gives verdicts on
 * targets and knows no agent.
 */
@NullMarked
package ai.openclaw.lb.health;

import org.jspecify.annotations.NullMarked;
