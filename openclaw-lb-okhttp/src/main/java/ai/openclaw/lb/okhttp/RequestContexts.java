package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.RequestContext;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a request tells of itself: a tag of type {@link RequestContext}, what the application's function
 * tells beyond it, and without a tag its headers for the rest.
 */
final class RequestContexts {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** The header of each attribute that the pools' rules read. */
  private final Map<String, String> attributeHeaders;

  private final ApplicationAttributes application;

  RequestContexts(Map<String, String> attributeHeaders, ApplicationAttributes application) {
    this.attributeHeaders = Map.copyOf(attributeHeaders);
    this.application = application;
  }

  RequestContext of(Interceptor.Chain chain) {
    Request request = chain.request();
    RequestContext tag = request.tag(RequestContext.class);
    if (tag == null) {
      tag = chain.call().tag(RequestContext.class);
    }
    String forwardedFor = first(request.headers(FORWARDED_FOR));
    RequestContext known = application.added(tag == null ? RequestContext.EMPTY : tag, request);
    if (tag != null && (tag.clientIp() != null || forwardedFor == null)) {
      return known;
    }
    return tag == null
        ? fromHeaders(request, forwardedFor, known)
        : withClientIp(known, forwardedFor);
  }

  private RequestContext fromHeaders(
      Request request, @Nullable String forwardedFor, RequestContext known) {
    if (attributeHeaders.isEmpty() && forwardedFor == null) {
      return RequestContext.EMPTY;
    }
    RequestContext.Builder context = RequestContext.builder().clientIp(firstHop(forwardedFor));
    attributeHeaders.forEach((attribute, header) -> {
      String value = request.header(header);
      if (value != null) {
        context.attribute(attribute, value);
      }
    });
    known.attributes().forEach(context::attribute);
    return context.build();
  }

  private static RequestContext withClientIp(RequestContext tag, @Nullable String forwardedFor) {
    RequestContext.Builder context = RequestContext.builder()
        .sessionKey(tag.sessionKey())
        .hashKey(tag.hashKey())
        .clientIp(firstHop(forwardedFor));
    tag.attributes().forEach(context::attribute);
    return context.build();
  }

  /** Each proxy appends itself, so the first hop stands in the first of several headers. */
  private static @Nullable String first(List<String> values) {
    return values.isEmpty() ? null : values.get(0);
  }

  private static @Nullable String firstHop(@Nullable String forwardedFor) {
    if (forwardedFor == null) {
      return null;
    }
    int comma = forwardedFor.indexOf(',');
    String hop = (comma < 0 ? forwardedFor : forwardedFor.substring(0, comma)).trim();
    return hop.isEmpty() ? null : hop;
  }
}
