package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.RequestContext;
import ai.openclaw.lb.config.AttributeMatch;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of itself: a tag of type {@link RequestContext}; for what that leaves open, the
 * application's function; and its headers for the rest. Thread-safe as the function is. Values of
 * headers are matched and hashed, and go nowhere else; longer ones than rules compare count as absent.
 */
final class RequestContexts {
  /** As it was given: it is another object once the pools' rules are others. */
  private final Map<String, String> source;

  /** The headers of the attributes that the pools' rules read. */
  private final List<AttributeHeader> attributeHeaders;

  private final ApplicationAttributes application;

  /**
   * Reads these headers.
   *
   * @param attributeHeaders the header of each attribute
   */
  RequestContexts(Map<String, String> attributeHeaders, ApplicationAttributes application) {
    this.source = attributeHeaders;
    this.attributeHeaders = attributeHeaders.entrySet().stream()
        .map(entry -> new AttributeHeader(entry.getKey(), entry.getValue()))
        .toList();
    this.application = application;
  }

  /** These, or those of other rules where {@code attributeHeaders} is not the object of before. */
  @SuppressWarnings(
      "ReferenceEquality") // the same object tells, at no cost, that nothing has changed
  RequestContexts by(Map<String, String> attributeHeaders) {
    return attributeHeaders == source
        ? this
        : new RequestContexts(attributeHeaders, application.knowing(attributeHeaders.keySet()));
  }

  RequestContext of(Interceptor.Chain chain) {
    RequestContext tag = tag(chain);
    Request request = chain.request();
    RequestContext known = tag == null ? RequestContext.EMPTY : tag;
    return completed(application.added(known, request), request);
  }

  /** What the program itself says of a call; null where it says nothing. */
  static @Nullable RequestContext tag(Interceptor.Chain chain) {
    RequestContext tag = chain.request().tag(RequestContext.class);
    return tag != null ? tag : chain.call().tag(RequestContext.class);
  }

  /** What is known, and what headers tell beyond it. */
  private RequestContext completed(RequestContext known, Request request) {
    RequestContext.Builder more = null;
    for (int i = 0; i < attributeHeaders.size(); i++) {
      AttributeHeader attribute = attributeHeaders.get(i);
      String value = request.header(attribute.header);
      if (value != null && fits(value) && !known.attributes().containsKey(attribute.name)) {
        more = more == null ? known.toBuilder() : more;
        more.attribute(attribute.name, value);
      }
    }
    String user = known.clientIp() == null
        ? ForwardedFor.user(request.headers(ForwardedFor.HEADER), 0)
        : null;
    if (user != null && fits(user)) {
      more = (more == null ? known.toBuilder() : more).clientIp(user);
    }
    return more == null ? known : more.build();
  }

  private static boolean fits(String value) {
    return value.length() <= AttributeMatch.LONGEST_VALUE;
  }

  private record AttributeHeader(String name, String header) {}
}
