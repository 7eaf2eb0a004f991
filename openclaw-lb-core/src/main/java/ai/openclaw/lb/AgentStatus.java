package ai.openclaw.lb;

import java.net.URI;
import java.util.OptionalDouble;

/**
 * One agent at one moment.
 *
 * @param id its id
 * @param uri where it is
 * @param state its fitness for new calls
 * @param reason why it is in that state
 * @param weight the weight that was asked for
 * @param effectiveWeight the weight in force, on its way there perhaps
 * @param inFlight attempts that run on it
 * @param cpuPercent its CPU load from 0 to 100, where it reports one
 * @param memoryPercent its memory use from 0 to 100, where it reports one
 * @param requests attempts begun on it
 * @param failures those that failed: not sent, lost, or answered with 500 and above
 */
public record AgentStatus(
    String id,
    URI uri,
    AgentState state,
    String reason,
    double weight,
    double effectiveWeight,
    int inFlight,
    OptionalDouble cpuPercent,
    OptionalDouble memoryPercent,
    long requests,
    long failures) {}
