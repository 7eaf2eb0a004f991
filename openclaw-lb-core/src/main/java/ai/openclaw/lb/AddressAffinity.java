package ai.openclaw.lb;

/**
 * Sessions by the user's address, {@code ip_hash}: the agents are ranked for it by rendezvous
 * hashing, so that every process finds the same one, and a change of the agents moves nobody between
 * two that stay. Nothing is remembered: when an agent is back, so are its users.
 */
final class AddressAffinity implements Affinity {
  private final SessionCounts counts;

  AddressAffinity(SessionCounts counts) {
    this.counts = counts;
  }

  @Override
  public Session session(RequestContext context, StickyAgents agents) {
    String clientIp = context.clientIp();
    long key = clientIp == null ? ClientAddress.NONE : ClientAddress.key(clientIp);
    return key == ClientAddress.NONE ? Session.NONE : Session.ranked(this, counts, key);
  }
}
