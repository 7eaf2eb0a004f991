package ai.openclaw.lb.discovery;

import ai.openclaw.lb.config.DnsConfig;
import ai.openclaw.lb.config.DnsRecord;
import java.util.concurrent.CompletionStage;

/** One way to look agents up. Looks are made one after another. */
interface DnsLook {
  /** Looks; the stage fails where there are no agents, by a {@link DnsFailure}. Blocks nobody. */
  CompletionStage<DnsList> look();

  static DnsLook of(DnsConfig config, DnsClient client) {
    return config.record() == DnsRecord.SRV
        ? new ServiceLook(config, client)
        : new AddressLook(config, client);
  }
}
