package ai.openclaw.lb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a request when an agent is chosen for it: attributes that rules match, and the
 * keys that affinity and hashing use. Immutable and thread-safe.
 */
public final class RequestContext {
  private static final String[] NO_NAMES = {};

  /** A request of which nothing is known. */
  public static final RequestContext EMPTY = builder().build();

  private final Map<String, String> attributes;

  /** The attributes' names, to go through them without an iterator. */
  private final String[] names;

  private final @Nullable String sessionKey;
  private final @Nullable String clientIp;
  private final @Nullable String hashKey;
  private final @Nullable String affinityToken;

  private RequestContext(Builder builder) {
    this.attributes = Map.copyOf(builder.attributes);
    this.names = attributes.isEmpty() ? NO_NAMES : attributes.keySet().toArray(NO_NAMES);
    this.sessionKey = builder.sessionKey;
    this.clientIp = builder.clientIp;
    this.hashKey = builder.hashKey;
    this.affinityToken = builder.affinityToken;
  }

  /** Returns a builder with nothing set. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder with all that is set here. */
  public Builder toBuilder() {
    Builder builder = builder();
    builder.attributes.putAll(attributes);
    return builder
        .sessionKey(sessionKey)
        .clientIp(clientIp)
        .hashKey(hashKey)
        .affinityToken(affinityToken);
  }

  /** The attributes that routing rules match, by name. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** The attributes' names. Not to be changed. */
  String[] names() {
    return names;
  }

  /** The value of an attribute; null when the request has none of that name. */
  @Nullable
  String value(String name) {
    return attributes.get(name);
  }

  /** The session that the request belongs to; null when it belongs to none. */
  public @Nullable String sessionKey() {
    return sessionKey;
  }

  /** The address of the user behind the request; null when unknown. */
  public @Nullable String clientIp() {
    return clientIp;
  }

  /** The key that {@code consistent_hash} uses; null for the session key, else the user's address. */
  public @Nullable String hashKey() {
    return hashKey;
  }

  /** What the caller was told last to find its agent again: the value of its session cookie. */
  public @Nullable String affinityToken() {
    return affinityToken;
  }

  /** The most specific key there is to hash by; null when the request has none. */
  @Nullable
  String effectiveHashKey() {
    if (hashKey != null) {
      return hashKey;
    }
    return sessionKey != null ? sessionKey : clientIp;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RequestContext that
        && attributes.equals(that.attributes)
        && Objects.equals(sessionKey, that.sessionKey)
        && Objects.equals(clientIp, that.clientIp)
        && Objects.equals(hashKey, that.hashKey)
        && Objects.equals(affinityToken, that.affinityToken);
  }

  @Override
  public int hashCode() {
    return Objects.hash(attributes, sessionKey, clientIp, hashKey, affinityToken);
  }

  /** Names what is set, without the values: they may be a user's own. */
  @Override
  public String toString() {
    return "RequestContext"
        + attributes.keySet()
        + (sessionKey == null ? "" : " sessionKey")
        + (clientIp == null ? "" : " clientIp")
        + (hashKey == null ? "" : " hashKey")
        + (affinityToken == null ? "" : " affinityToken");
  }

  /** Collects what is known of a request. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private @Nullable String sessionKey;
    private @Nullable String clientIp;
    private @Nullable String hashKey;
    private @Nullable String affinityToken;

    private Builder() {}

    /** Sets an attribute, such as {@code user_tier}; the last value of a name counts. */
    public Builder attribute(String name, String value) {
      attributes.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Sets the session that the request belongs to, which goes before any cookie or header. */
    public Builder sessionKey(@Nullable String sessionKey) {
      this.sessionKey = sessionKey;
      return this;
    }

    /** Sets the address of the user behind the request. */
    public Builder clientIp(@Nullable String clientIp) {
      this.clientIp = clientIp;
      return this;
    }

    /** Sets the key that {@code consistent_hash} uses. */
    public Builder hashKey(@Nullable String hashKey) {
      this.hashKey = hashKey;
      return this;
    }

    /**
     * Sets what {@link AgentCall#affinityToken} told the caller last. It is not trusted: one that is
     * not authentic is ignored.
     */
    public Builder affinityToken(@Nullable String affinityToken) {
      this.affinityToken = affinityToken;
      return this;
    }

    /** Returns the context. */
    public RequestContext build() {
      return new RequestContext(this);
    }
  }
}
