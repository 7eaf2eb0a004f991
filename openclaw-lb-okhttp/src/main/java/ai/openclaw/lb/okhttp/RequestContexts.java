package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.RequestContext;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of itself: a tag of type {@link RequestContext}, and its headers for what the tag
 * leaves open. Immutable. Values of headers are matched and hashed, and go nowhere else.
 */
final class RequestContexts {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** Headers may come from users of the caller: a longer value counts as none. */
  static final int MAX_LENGTH = 256;

  /** The headers of the attributes that the pools' rules read. */
  private final List<AttributeHeader> attributeHeaders;

  /**
   * Reads these headers.
   *
   * @param attributeHeaders the header of each attribute
   */
  RequestContexts(Map<String, String> attributeHeaders) {
    this.attributeHeaders = attributeHeaders.entrySet().stream()
        .map(entry -> new AttributeHeader(entry.getKey(), entry.getValue()))
        .toList();
  }

  RequestContext of(Interceptor.Chain chain) {
    Request request = chain.request();
    RequestContext tag = request.tag(RequestContext.class);
    if (tag == null) {
      tag = chain.call().tag(RequestContext.class);
    }
    return completed(tag == null ? RequestContext.EMPTY : tag, request);
  }

  /** What is known, and what headers tell beyond it. */
  private RequestContext completed(RequestContext known, Request request) {
    RequestContext.Builder more = null;
    for (int i = 0; i < attributeHeaders.size(); i++) {
      AttributeHeader attribute = attributeHeaders.get(i);
      String value = bounded(request.header(attribute.header));
      if (value != null && !known.attributes().containsKey(attribute.name)) {
        more = more == null ? copy(known) : more;
        more.attribute(attribute.name, value);
      }
    }
    String user = known.clientIp() == null ? firstHop(request) : null;
    if (user != null) {
      more = (more == null ? copy(known) : more).clientIp(user);
    }
    return more == null ? known : more.build();
  }

  private static RequestContext.Builder copy(RequestContext known) {
    RequestContext.Builder copy = RequestContext.builder()
        .sessionKey(known.sessionKey())
        .hashKey(known.hashKey())
        .clientIp(known.clientIp());
    known.attributes().forEach(copy::attribute);
    return copy;
  }

  /** Each proxy appends itself, so the first hop stands in the first of several headers. */
  private static @Nullable String firstHop(Request request) {
    List<String> values = request.headers(FORWARDED_FOR);
    if (values.isEmpty()) {
      return null;
    }
    String hops = values.get(0);
    int comma = hops.indexOf(',');
    String hop = (comma < 0 ? hops : hops.substring(0, comma)).trim();
    return hop.isEmpty() ? null : bounded(hop);
  }

  private static @Nullable String bounded(@Nullable String value) {
    return value == null || value.length() > MAX_LENGTH ? null : value;
  }

  private record AttributeHeader(String name, String header) {}
}
