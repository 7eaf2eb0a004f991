package ai.openclaw.lb.examples.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Reads {@code host:port} as a document has it. */
final class ListenAddress {
  private ListenAddress() {}

  /**
   * Returns the address; {@code :9090} means every address of this machine.
   *
   * @param key what messages call it
   * @throws IllegalArgumentException if the host is unknown
   */
  static InetSocketAddress of(String key, String text) {
    int colon = text.lastIndexOf(':');
    String host = colon == 0 ? "0.0.0.0" : text.substring(0, colon);
    try {
      return new InetSocketAddress(
          InetAddress.getByName(host), Integer.parseInt(text.substring(colon + 1)));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          key + ": " + text + " (expected: an address of this machine)");
    }
  }
}
