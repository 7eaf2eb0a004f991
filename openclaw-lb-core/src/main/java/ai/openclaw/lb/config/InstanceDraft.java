package ai.openclaw.lb.config;

import static ai.openclaw.lb.config.Located.nearest;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a document says of one instance.
 *
 * @param id null where it is wrong
 * @param hasHost whether a host is given, be it wrong
 */
record InstanceDraft(
    Place place,
    @Nullable Located<String> id,
    boolean hasHost,
    @Nullable Located<URI> host,
    @Nullable Located<Double> weight,
    @Nullable Located<Integer> maxConnections,
    @Nullable Located<String> group) {
  private static final String EXPECTED =
      "host:port, or a section with " + String.join(", ", Keys.INSTANCE.names());

  static @Nullable InstanceDraft read(Node node, Problems problems) {
    if (node instanceof Node.Scalar) {
      Located<URI> host = Format.HOST.read(node, AgentUris.NORMAL, problems);
      Located<String> id = host == null ? null : Format.TEXT.read(node, Rules.NAME, problems);
      return new InstanceDraft(node.place(), id, true, host, null, null, null);
    }
    if (node instanceof Node.Sequence) {
      problems.value(node.place(), node.kind(), EXPECTED);
      return null;
    }
    Section instance = Section.of(node, Keys.INSTANCE, problems);
    return instance == null ? null : read(instance, problems);
  }

  private static InstanceDraft read(Section instance, Problems problems) {
    if (!instance.has("id")) {
      problems.value(instance.place().missing("id"), "missing", Rules.NAME.expected());
    }
    return new InstanceDraft(
        instance.place(),
        instance.text("id", Rules.NAME),
        instance.has("host"),
        instance.read("host", Format.HOST, AgentUris.NORMAL),
        instance.read("weight", Format.NUMBER, Rules.WEIGHT),
        instance.read("max_connections", Format.WHOLE_NUMBER, Rules.MAX_CONNECTIONS),
        instance.text("group", Rules.NAME));
  }

  /** This instance, and another entry's values for what is absent here. */
  InstanceDraft or(InstanceDraft far) {
    return new InstanceDraft(
        place,
        id,
        hasHost || far.hasHost,
        hasHost ? host : far.host,
        nearest(weight, far.weight),
        nearest(maxConnections, far.maxConnections),
        nearest(group, far.group));
  }

  /** The URI that an id stands for where no host is given; null where it can't be one. */
  @Nullable
  URI hostFromId() {
    return id == null ? null : AgentUris.parse(id.value() + ":80");
  }

  void check(Problems problems) {
    if (!hasHost && id != null && hostFromId() == null) {
      problems.value(place.missing("host"), "missing", AgentUris.EXPECTED);
    }
  }

  boolean weighsNothing() {
    return weight != null && weight.value() == 0;
  }

  AgentConfig build() {
    URI uri = host != null ? host.value() : Objects.requireNonNull(hostFromId());
    return new AgentConfig(
        Objects.requireNonNull(id).value(),
        uri,
        Located.or(weight, AgentConfig.DEFAULT_WEIGHT),
        Located.or(maxConnections, AgentConfig.UNLIMITED),
        Located.orNull(group));
  }
}
