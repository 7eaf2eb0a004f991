package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.RequestContext;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/** What a request tells of itself: a tag of type {@link RequestContext}, else its headers. */
final class RequestContexts {
  /** The header of each attribute that the pools' rules read. */
  private final Map<String, String> attributeHeaders;

  RequestContexts(Map<String, String> attributeHeaders) {
    this.attributeHeaders = Map.copyOf(attributeHeaders);
  }

  RequestContext of(Interceptor.Chain chain) {
    Request request = chain.request();
    RequestContext tag = tag(chain);
    String forwardedFor = ForwardedFor.user(request.headers(ForwardedFor.HEADER), 0);
    if (tag != null && (tag.clientIp() != null || forwardedFor == null)) {
      return tag;
    }
    return tag == null ? fromHeaders(request, forwardedFor) : withClientIp(tag, forwardedFor);
  }

  private RequestContext fromHeaders(Request request, @Nullable String forwardedFor) {
    if (attributeHeaders.isEmpty() && forwardedFor == null) {
      return RequestContext.EMPTY;
    }
    RequestContext.Builder context = RequestContext.builder().clientIp(forwardedFor);
    attributeHeaders.forEach((attribute, header) -> {
      String value = request.header(header);
      if (value != null) {
        context.attribute(attribute, value);
      }
    });
    return context.build();
  }

  private static RequestContext withClientIp(RequestContext tag, @Nullable String forwardedFor) {
    return tag.toBuilder().clientIp(forwardedFor).build();
  }

  /** What the program itself says of a call; null where it says nothing. */
  static @Nullable RequestContext tag(Interceptor.Chain chain) {
    RequestContext tag = chain.request().tag(RequestContext.class);
    return tag != null ? tag : chain.call().tag(RequestContext.class);
  }
}
