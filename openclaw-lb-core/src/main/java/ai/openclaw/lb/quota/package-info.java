/** Quotas: token buckets, each process' own or shared in Redis. Alone in the use of Bucket4j. */
@NullMarked
package ai.openclaw.lb.quota;

import org.jspecify.annotations.NullMarked;
