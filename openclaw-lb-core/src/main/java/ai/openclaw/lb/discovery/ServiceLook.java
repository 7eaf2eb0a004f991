package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.AgentConfig;
import ai.openclaw.lb.config.DnsConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * An agent for each target of a service (RFC 2782), as Consul and Kubernetes' named ports have them. Its
 * id is the target's name with the port. Only the targets of the lowest priority that has any are used.
 *
 * <p>Where the answer brings a target's address along, as Consul's does, the agent is there; where not,
 * or with https, whose certificates are for names, its URL has the target's name, which the caller's HTTP
 * client looks up.
 *
 * <p>Weight 0 means hardly any calls beside others, a hundredth of the smallest weight, and an equal
 * share among zeros.
 *
 * <p>Example: {@code 10 3 8080 a.}, {@code 10 1 8080 b.}, {@code 20 9 8080 c.}: agents {@code a:8080}
 * of weight 3 and {@code b:8080} of weight 1.
 */
final class ServiceLook implements DnsLook {
  private static final double SMALL_SHARE = 0.01;

  private final DnsClient client;
  private final Name name;
  private final boolean named;
  private final AgentFactory agents;

  ServiceLook(DnsConfig config, DnsClient client) {
    this.client = client;
    this.name = DnsClient.name(config.name());
    this.named = config.agents().scheme().equals("https");
    this.agents = new AgentFactory(config.agents());
  }

  @Override
  public CompletionStage<DnsList> look() {
    return client.ask(name, Type.SRV).thenApply(this::list);
  }

  private DnsList list(Message answer) {
    List<SRVRecord> best = new ArrayList<>();
    long ttl = Integer.MAX_VALUE;
    for (Record record : answer.getSection(Section.ANSWER)) {
      ttl = Math.min(ttl, record.getTTL());
      if (record instanceof SRVRecord target && isTarget(target)) {
        if (!best.isEmpty() && target.getPriority() < best.get(0).getPriority()) {
          best.clear();
        }
        if (best.isEmpty() || target.getPriority() == best.get(0).getPriority()) {
          best.add(target);
        }
      }
    }
    if (best.isEmpty()) {
      throw new DnsFailure("SRV " + name.toString(true) + ": no target");
    }
    return new DnsList(agents(best, addresses(answer)), Duration.ofSeconds(ttl));
  }

  /** A dot says that the service is not to be had. */
  private static boolean isTarget(SRVRecord record) {
    return !record.getTarget().equals(Name.root) && record.getPort() > 0;
  }

  private List<AgentConfig> agents(List<SRVRecord> targets, Map<Name, InetAddress> addresses) {
    double least = targets.stream()
        .mapToInt(SRVRecord::getWeight)
        .filter(weight -> weight > 0)
        .min()
        .orElse(0);
    double ofZero = least == 0 ? 1 : least * SMALL_SHARE;
    Map<String, AgentConfig> byId = new TreeMap<>();
    for (SRVRecord target : targets) {
      String host = target.getTarget().toString(true);
      InetAddress address = named ? null : addresses.get(target.getTarget());
      double weight = target.getWeight() == 0 ? ofZero : target.getWeight();
      String id = host + ":" + target.getPort();
      byId.put(
          id,
          agents.create(
              id,
              address == null ? host : AgentFactory.literal(address),
              target.getPort(),
              weight));
    }
    return List.copyOf(byId.values());
  }

  /** By target; of several the one that comes first in order, so that an agent stays where it is. */
  private static Map<Name, InetAddress> addresses(Message answer) {
    Map<Name, InetAddress> addresses = new HashMap<>();
    for (Record record : answer.getSection(Section.ADDITIONAL)) {
      if (record instanceof ARecord four) {
        addresses.merge(record.getName(), four.getAddress(), ServiceLook::first);
      } else if (record instanceof AAAARecord six) {
        addresses.merge(record.getName(), six.getAddress(), ServiceLook::first);
      }
    }
    return addresses;
  }

  private static InetAddress first(InetAddress one, InetAddress other) {
    int byLength = one.getAddress().length - other.getAddress().length;
    boolean before =
        byLength != 0 ? byLength < 0 : one.getHostAddress().compareTo(other.getHostAddress()) < 0;
    return before ? one : other;
  }
}
