package ai.openclaw.lb.discovery;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server on loopback, by UDP and TCP on one port, that answers what a test says. */
final class ScriptedDns implements AutoCloseable {
  /** What a server does with a question: bytes to answer, or null for silence. */
  interface Script extends BiFunction<Message, Boolean, byte[]> {}

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private volatile Script script = (question, byTcp) -> null;

  /** Each question's type, with a plus where it came by TCP. */
  final CopyOnWriteArrayList<String> asked = new CopyOnWriteArrayList<>();

  ScriptedDns() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    this.tcp = new ServerSocket(0, 50, loopback);
    this.udp = new DatagramSocket(tcp.getLocalPort(), loopback);
    start(this::serveUdp);
    start(this::serveTcp);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "scripted-dns");
    thread.setDaemon(true);
    thread.start();
  }

  String address() {
    return "127.0.0.1:" + tcp.getLocalPort();
  }

  void answer(Script script) {
    this.script = script;
  }

  /** Answers these records, one a line as in a zone file, each to the questions of its type. */
  void answerRecords(int ttl, String... records) {
    answer((question, byTcp) -> records(question, ttl, records).toWire());
  }

  static Message records(Message question, int ttl, String... records) {
    Message answer = reply(question, Rcode.NOERROR);
    for (String text : records) {
      String[] parts = text.split(" ", 3);
      Record record = record(parts[0], Type.value(parts[1]), ttl, parts[2]);
      if (record.getType() == question.getQuestion().getType()) {
        answer.addRecord(record, Section.ANSWER);
      } else if (question.getQuestion().getType() == Type.SRV) {
        answer.addRecord(record, Section.ADDITIONAL);
      }
    }
    return answer;
  }

  private static Record record(String name, int type, int ttl, String data) {
    try {
      return Record.fromString(Name.fromString(name, Name.root), type, 1, ttl, data, Name.root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Record> alias(String name, String target, int ttl) {
    return List.of(record(name, Type.CNAME, ttl, target + "."));
  }

  static Message reply(Message question, int code) {
    Message answer = new Message(question.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.getHeader().setRcode(code);
    answer.addRecord(question.getQuestion(), Section.QUESTION);
    return answer;
  }

  private byte[] answer(byte[] wire, boolean byTcp) throws IOException {
    Message question = new Message(wire);
    asked.add(Type.string(question.getQuestion().getType()) + (byTcp ? "+" : ""));
    return script.apply(question, byTcp);
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        udp.receive(packet);
        byte[] answer = answer(Arrays.copyOf(buffer, packet.getLength()), false);
        if (answer != null) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      }
    } catch (IOException closed) {
      udp.close();
    }
  }

  private void serveTcp() {
    try {
      while (true) {
        Socket socket = tcp.accept();
        start(() -> serve(socket));
      }
    } catch (IOException closed) {
      udp.close();
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        byte[] answer = answer(in.readNBytes(in.readUnsignedShort()), true);
        if (answer == null) {
          return;
        }
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
      }
    } catch (IOException closed) {
      // the asker has gone
    }
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
