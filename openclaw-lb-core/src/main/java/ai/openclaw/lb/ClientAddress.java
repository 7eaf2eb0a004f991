package ai.openclaw.lb;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The address of a user, as far as it tells users apart: an IPv4 address whole, of an IPv6 address
 * the first 64 bits, for a user has all addresses of such a network. {@code ::ffff:192.0.2.1} is the
 * IPv4 address 192.0.2.1. Names are never looked up.
 *
 * <p>Example: {@code 2001:db8::1}, {@code [2001:db8::2]:443} and {@code 2001:db8::3%eth0} are one
 * user, {@code 192.0.2.1} and {@code 192.0.2.1:8080} another.
 */
final class ClientAddress {
  /** What is no address. */
  static final long NONE = 0;

  /** In front of the 32 bits of an IPv4 address; no user has an IPv6 address that begins so. */
  private static final long IPV4 = 0xFFFF_FFFF_0000_0000L;

  /** More than the longest address with its zone. */
  private static final int LONGEST = 128;

  private ClientAddress() {}

  /** Returns the user's key, or {@link #NONE}. Port, brackets and zone are passed over. */
  static long key(String text) {
    if (text.length() > LONGEST) {
      return NONE;
    }
    String address = bare(text.trim());
    return address.indexOf(':') < 0 ? ipv4(address) : ipv6(address);
  }

  private static String bare(String text) {
    int from = text.startsWith("[") ? 1 : 0;
    int to = end(text, from);
    int zone = text.indexOf('%');
    return text.substring(from, zone > from && zone < to ? zone : to);
  }

  /** Up to the bracket, or to the port, which follows an only colon. */
  private static int end(String text, int from) {
    if (from > 0) {
      return Math.max(from, text.indexOf(']'));
    }
    int colon = text.indexOf(':');
    return colon >= 0 && colon == text.lastIndexOf(':') ? colon : text.length();
  }

  private static long ipv4(String text) {
    long address = 0;
    int parts = 0;
    for (int from = 0; from <= text.length(); parts++) {
      int dot = text.indexOf('.', from);
      int end = dot < 0 ? text.length() : dot;
      int part = number(text, from, end);
      if (part < 0 || parts == 4) {
        return NONE;
      }
      address = address << Byte.SIZE | part;
      from = end + 1;
    }
    return parts == 4 ? IPV4 | address : NONE;
  }

  /** A number of 0 to 255 in at most three ASCII digits, or -1. */
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return to == from || to - from > 3 || number > 255 ? -1 : number;
  }

  private static long ipv6(String text) {
    byte[] bytes;
    try {
      bytes = InetAddress.getByName('[' + text + ']').getAddress(); // in brackets, so no name
    } catch (UnknownHostException notAnAddress) {
      return NONE;
    }
    ByteBuffer address = ByteBuffer.wrap(bytes);
    if (bytes.length == Integer.BYTES) {
      return IPV4 | Integer.toUnsignedLong(address.getInt());
    }
    long network = address.getLong();
    return network == NONE ? 1 : network; // ::/64, of the loopback address
  }
}
