package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.okhttp.ScriptedAgent.Script;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What scripted agents do with a request. */
final class Scripts {
  private Scripts() {}

  /** Answers with a body of stated length. */
  static Script answer(int status, String body, String... headers) {
    String response = head(status, headers) + length(body) + "\r\n" + body;
    return exchange -> exchange.write(
        exchange.request().line().startsWith("HEAD ")
            ? response.substring(0, response.length() - body.length())
            : response);
  }

  /** Answers without a body, and without saying so: for 204 and 304. */
  static Script bodiless(int status) {
    return exchange -> exchange.write(head(status) + "\r\n");
  }

  static Script chunked(String... chunks) {
    return exchange -> {
      exchange.write(head(200, "Transfer-Encoding: chunked") + "\r\n");
      for (String chunk : chunks) {
        exchange.chunk(chunk);
      }
      exchange.lastChunk();
    };
  }

  /** Answers with the request's body. */
  static Script echo() {
    return exchange -> {
      String body = exchange.request().body();
      exchange.write(head(200) + length(body) + "\r\n" + body);
    };
  }

  /** Resets the connection once the request has been read. */
  static Script reset() {
    return Exchange::reset;
  }

  /** Ends the connection once the request has been read. */
  static Script finish() {
    return Exchange::finish;
  }

  /** Ends the connection in the middle of a header. */
  static Script finishMidHeaders() {
    return exchange -> {
      exchange.write("HTTP/1.1 200 OK\r\nContent-Le");
      exchange.finish();
    };
  }

  static Script garbage() {
    return exchange -> {
      exchange.write("220 smtp.example ESMTP ready\r\n\r\n");
      exchange.finish();
    };
  }

  /** Never answers. */
  static Script stall() {
    return Exchange::awaitEnd;
  }

  /** Never answers, and tells that it has read the request. */
  static Script stall(CountDownLatch asked) {
    return exchange -> {
      asked.countDown();
      exchange.awaitEnd();
    };
  }

  /** Sends the first part of a longer body, and no more. */
  static Script stallMidBody(String first) {
    return exchange -> {
      exchange.write(head(200, "Content-Length: 1000") + "\r\n" + first);
      exchange.awaitEnd();
    };
  }

  /** Sends the first part of a longer body, and ends the connection when the test says so. */
  static Script breakMidBody(String first, CountDownLatch when, Script how) {
    return exchange -> {
      exchange.write(head(200, "Content-Length: 1000") + "\r\n" + first);
      Exchange.await(when);
      how.answer(exchange);
    };
  }

  /** As {@link #breakMidBody}, in chunks. */
  static Script breakMidChunks(String first, CountDownLatch when, Script how) {
    return exchange -> {
      exchange.write(head(200, "Transfer-Encoding: chunked") + "\r\n");
      exchange.chunk(first);
      Exchange.await(when);
      how.answer(exchange);
    };
  }

  /** Sends a body in two steps, the second one when the test says so. */
  static Script inSteps(String first, CountDownLatch when, String second) {
    return exchange -> {
      exchange.write(head(200, length(first + second).trim()) + "\r\n" + first);
      Exchange.await(when);
      exchange.write(second);
    };
  }

  static String head(int status, String... headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Scripted\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  private static String length(String body) {
    return "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n";
  }
}
