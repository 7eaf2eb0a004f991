package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.Outcome;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server-sent event says of an agent: that its work has begun, that there is content, or an
 * error, with the status that would have stood for it before the headers.
 *
 * <p>An error is an event of type {@code error} or {@code response.failed}, or a JSON object with a
 * member {@code error}. Its {@code code}, {@code status} or {@code type} tells which: a number from
 * 400 to 599 is its status; overload and rate limits are 503 and 429, which refuse a call, an invalid
 * request is 400, which is the caller's; all others are 502.
 *
 * <p>Events of agents that have merely begun are no content: {@code ping}, {@code message_start},
 * {@code response.created}, {@code response.queued}, {@code response.in_progress}, and the chat chunk
 * that tells no more than the role, which OpenClaw gateways send before the agent runs.
 *
 * @param content whether the caller has got something of the answer
 * @param error what an error amounts to; null for other events
 */
record StreamEvent(boolean content, @Nullable Outcome error) {
  private static final StreamEvent BEGUN = new StreamEvent(false, null);
  private static final StreamEvent CONTENT = new StreamEvent(true, null);

  private static final String ERROR = "error";
  private static final String FAILED = "response.failed";
  private static final Set<String> BEGINNINGS = Set.of(
      "ping", "message_start", "response.created", "response.queued", "response.in_progress");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int OVERLOADED = 529;

  /** Reads an event's type, empty where it has none, and its data. Never throws. */
  static StreamEvent of(String type, String data) {
    if (BEGINNINGS.contains(type)) {
      return BEGUN;
    }
    boolean failed = type.equals(ERROR) || type.equals(FAILED);
    JsonNode json = data.stripLeading().startsWith("{") ? parsed(data) : null;
    JsonNode error = json == null ? null : errorIn(json);
    if (failed || error != null) {
      return new StreamEvent(false, Outcome.status(error == null ? 502 : status(error)));
    }
    return json != null && hasOnlyRoles(json) ? BEGUN : CONTENT;
  }

  private static @Nullable JsonNode parsed(String data) {
    try {
      return JSON.readTree(data);
    } catch (JsonProcessingException noJson) {
      return null;
    }
  }

  /** The error at the top, or that of a response that failed; a null says that there is none. */
  private static @Nullable JsonNode errorIn(JsonNode json) {
    JsonNode error = json.path(ERROR);
    if (error.isMissingNode() && json.path("type").asText().equals(FAILED)) {
      error = json.path("response").path(ERROR);
    }
    boolean something = error.isObject() || !error.asText().isEmpty();
    return something && !error.isNull() && !error.isBoolean() ? error : null;
  }

  private static int status(JsonNode error) {
    for (String name : new String[] {"code", "status"}) {
      int code = error.path(name).asInt();
      if (code >= 400 && code <= 599) {
        return code == OVERLOADED ? 503 : code;
      }
    }
    String kind = (error.path("code").asText()
            + ' '
            + error.path("status").asText()
            + ' '
            + error.path("type").asText())
        .toLowerCase(Locale.ROOT);
    return status(kind);
  }

  private static int status(String kind) {
    if (kind.contains("rate_limit") || kind.contains("too_many_requests")) {
      return 429;
    }
    if (kind.contains("overloaded") || kind.contains("unavailable")) {
      return 503;
    }
    return kind.contains("invalid_request") ? 400 : 502;
  }

  /** Whether it is a chunk of a chat whose choices have said nothing yet but whose they are. */
  private static boolean hasOnlyRoles(JsonNode json) {
    JsonNode choices = json.path("choices");
    if (!choices.isArray()) {
      return false;
    }
    for (JsonNode choice : choices) {
      if (!choice.path("finish_reason").isMissingNode()
          && !choice.path("finish_reason").isNull()) {
        return false;
      }
      if (!isOnlyRole(choice.path("delta"))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOnlyRole(JsonNode delta) {
    Iterator<String> names = delta.fieldNames();
    while (names.hasNext()) {
      String name = names.next();
      if (!name.equals("role") && !isNothing(delta.path(name))) {
        return false;
      }
    }
    return delta.isObject();
  }

  private static boolean isNothing(JsonNode value) {
    return value.isNull()
        || (value.isContainerNode() ? value.isEmpty() : value.asText().isEmpty());
  }
}
