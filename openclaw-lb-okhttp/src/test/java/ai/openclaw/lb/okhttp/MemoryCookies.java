package ai.openclaw.lb.okhttp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;

/** A jar that keeps cookies as a browser does, and the URLs that it was used with. */
final class MemoryCookies implements CookieJar {
  private final List<Cookie> cookies = new CopyOnWriteArrayList<>();
  private final List<String> urls = new CopyOnWriteArrayList<>();

  MemoryCookies with(String url, String cookie) {
    HttpUrl parsed = HttpUrl.get(url);
    cookies.add(Cookie.parse(parsed, cookie));
    return this;
  }

  List<Cookie> cookies() {
    return List.copyOf(cookies);
  }

  /** Hosts of all URLs that cookies were asked for or saved under. */
  List<String> urls() {
    return List.copyOf(urls);
  }

  @Override
  public void saveFromResponse(HttpUrl url, List<Cookie> saved) {
    urls.add(url.toString());
    for (Cookie cookie : saved) {
      cookies.removeIf(old -> old.name().equals(cookie.name())
          && old.domain().equals(cookie.domain())
          && old.path().equals(cookie.path()));
      cookies.add(cookie);
    }
  }

  @Override
  public List<Cookie> loadForRequest(HttpUrl url) {
    urls.add(url.toString());
    List<Cookie> matching = new ArrayList<>();
    for (Cookie cookie : cookies) {
      if (cookie.matches(url)) {
        matching.add(cookie);
      }
    }
    return matching;
  }
}
