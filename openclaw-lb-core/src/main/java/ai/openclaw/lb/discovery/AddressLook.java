package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.DnsConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * An agent for each address, A and AAAA, of one name, such as a headless service of Kubernetes has. Its
 * id is the address with the port.
 *
 * <p>A family that has had addresses must answer, or half of the agents would leave with it; one that
 * never had any may fail, as AAAA does with some servers.
 */
final class AddressLook implements DnsLook {
  private final DnsClient client;
  private final Name name;
  private final AgentFactory agents;

  /** Whether there have been A and AAAA records. Looks follow each other, each sees the one before. */
  private volatile boolean hadFour;

  private volatile boolean hadSix;

  AddressLook(DnsConfig config, DnsClient client) {
    this.client = client;
    this.name = DnsClient.name(config.name());
    this.agents = new AgentFactory(config.agents());
  }

  @Override
  public CompletionStage<DnsList> look() {
    CompletionStage<Family> four = ask(Type.A);
    return four.thenCombine(ask(Type.AAAA), this::list);
  }

  private CompletionStage<Family> ask(int type) {
    return client.ask(name, type).handle(Family::new);
  }

  private DnsList list(Family four, Family six) {
    if (four.failed() && (hadFour || six.addresses().isEmpty())) {
      throw four.failure();
    }
    if (six.failed() && (hadSix || four.addresses().isEmpty())) {
      throw six.failure();
    }
    List<InetAddress> addresses = new ArrayList<>(four.addresses());
    addresses.addAll(six.addresses());
    if (addresses.isEmpty()) {
      throw new DnsFailure("A, AAAA " + name.toString(true) + ": no address");
    }
    hadFour |= !four.addresses().isEmpty();
    hadSix |= !six.addresses().isEmpty();
    long ttl = Math.min(four.ttlSeconds(), six.ttlSeconds());
    return new DnsList(agents.at(addresses), Duration.ofSeconds(ttl));
  }

  /** What came of one of the two questions. */
  private record Family(@Nullable Message answer, @Nullable Throwable thrown) {
    boolean failed() {
      return answer == null;
    }

    RuntimeException failure() {
      Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
      return cause instanceof DnsFailure failure ? failure : new CompletionException(cause);
    }

    List<InetAddress> addresses() {
      List<InetAddress> addresses = new ArrayList<>();
      for (Record record : records()) {
        if (record instanceof ARecord four) {
          addresses.add(four.getAddress());
        } else if (record instanceof AAAARecord six) {
          addresses.add(six.getAddress());
        }
      }
      return addresses;
    }

    /** Of aliases on the way to the addresses, too; the longest there is where there is no record. */
    long ttlSeconds() {
      long ttl = Integer.MAX_VALUE;
      for (Record record : records()) {
        ttl = Math.min(ttl, record.getTTL());
      }
      return ttl;
    }

    private List<Record> records() {
      return answer == null ? List.of() : answer.getSection(Section.ANSWER);
    }
  }
}
