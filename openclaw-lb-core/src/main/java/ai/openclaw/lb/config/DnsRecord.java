package ai.openclaw.lb.config;

/** What discovery by DNS looks up: {@code record}. */
public enum DnsRecord {
  /** {@code address}: A and AAAA, one agent for each address. */
  ADDRESS,

  /** {@code srv}: SRV, one agent for each target, with its port and weight. */
  SRV
}
