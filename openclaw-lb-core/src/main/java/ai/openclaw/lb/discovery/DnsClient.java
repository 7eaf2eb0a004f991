package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.DnsConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks name servers, one after another until one knows: the next one where a server does not answer in
 * time, answers rubbish, or says that it can't tell. By UDP with EDNS, and by TCP where the answer is
 * too long for that. Keeps nothing: each question is asked. Thread-safe, and blocks nobody.
 */
final class DnsClient {
  /** What passes every usual network in one packet: DNS Flag Day 2020. */
  private static final int UDP_PAYLOAD = 1232;

  private static final int DNS_PORT = 53;
  private static final Executor SAME_THREAD = Runnable::run;

  private final List<Resolver> servers;

  DnsClient(List<? extends Resolver> servers) {
    this.servers = List.copyOf(servers);
  }

  static DnsClient of(DnsConfig config) {
    List<InetSocketAddress> addresses = new ArrayList<>();
    config.servers().forEach(server -> addresses.add(address(server)));
    if (addresses.isEmpty()) {
      addresses.addAll(ResolverConfig.getCurrentConfig().servers());
    }
    List<Resolver> servers = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      SimpleResolver server = new SimpleResolver(address);
      server.setTimeout(config.pace().timeout());
      server.setEDNS(0, UDP_PAYLOAD, 0, List.of());
      servers.add(server);
    }
    return new DnsClient(servers);
  }

  /** @param server of literal addresses only, as the configuration has checked */
  private static InetSocketAddress address(String server) {
    boolean six = server.startsWith("[");
    int end = six ? server.indexOf(']') + 1 : server.indexOf(':');
    String host = end < 0 ? server : server.substring(0, end);
    boolean hasPort = end > 0 && end < server.length();
    int port = hasPort ? Integer.parseInt(server.substring(end + 1)) : DNS_PORT;
    try {
      String literal = six ? host.substring(1, host.length() - 1) : host;
      return new InetSocketAddress(InetAddress.getByName(literal), port);
    } catch (UnknownHostException notLiteral) {
      throw new IllegalArgumentException("servers: " + server, notLiteral);
    }
  }

  /** A name as it stands, without a search path. */
  static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException notAName) {
      throw new IllegalArgumentException("name: " + text, notAName);
    }
  }

  /** Asks for records; the answer is NOERROR, whatever it holds. Fails by a {@link DnsFailure}. */
  CompletionStage<Message> ask(Name name, int type) {
    Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
    String what = Type.string(type) + " " + name.toString(true);
    return ask(question, 0, new DnsFailure(what + ": no name server is known"))
        .thenApply(answer -> checked(answer, what));
  }

  private CompletionStage<Message> ask(Message question, int server, Throwable before) {
    if (server == servers.size()) {
      return CompletableFuture.failedFuture(before);
    }
    String what = Type.string(question.getQuestion().getType()) + " "
        + question.getQuestion().getName().toString(true);
    return servers
        .get(server)
        .sendAsync(question, SAME_THREAD)
        .handle((answer, thrown) -> {
          DnsFailure failure = failure(what, answer, thrown);
          return failure == null
              ? CompletableFuture.<Message>completedFuture(answer)
              : ask(question, server + 1, failure);
        })
        .thenCompose(answered -> answered);
  }

  /** Why the next server is to be asked; null where it need not be. */
  private static @Nullable DnsFailure failure(
      String what, @Nullable Message answer, @Nullable Throwable thrown) {
    if (answer == null) {
      Throwable cause = thrown instanceof CompletionException && thrown.getCause() != null
          ? thrown.getCause()
          : thrown;
      return new DnsFailure(what + ": " + (cause == null ? "no answer" : cause.getMessage()));
    }
    int code = answer.getRcode();
    return code == Rcode.NOERROR || code == Rcode.NXDOMAIN ? null : refused(what, code);
  }

  private static DnsFailure refused(String what, int code) {
    return new DnsFailure(what + ": " + Rcode.string(code).toUpperCase(Locale.ROOT));
  }

  private static Message checked(Message answer, String what) {
    if (answer.getRcode() != Rcode.NOERROR) {
      throw refused(what, answer.getRcode());
    }
    return answer;
  }
}
