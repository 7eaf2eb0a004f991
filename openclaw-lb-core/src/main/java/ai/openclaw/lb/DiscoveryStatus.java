package ai.openclaw.lb;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a pool's discovery fares. Immutable.
 *
 * @param type as in the configuration
 * @param listed how many agents the list in force has, those that this caller does not use among them
 * @param lists good lists so far
 * @param failures failed looks and refused lists so far
 * @param age how long ago the list in force was told or confirmed; null where there has been none
 * @param problem why looks fail now; null while they do not
 */
public record DiscoveryStatus(
    String type,
    int listed,
    long lists,
    long failures,
    @Nullable Duration age,
    @Nullable String problem) {}
