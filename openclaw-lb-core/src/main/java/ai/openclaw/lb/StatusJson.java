package ai.openclaw.lb;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.OptionalDouble;

/** Writes a pool's status as JSON, for programs. */
final class StatusJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StatusJson() {}

  static String write(PoolStatus status) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("pool", status.pool());
      json.writeStringField("algorithm", status.algorithm());
      json.writeNumberField("requests", status.requests());
      json.writeNumberField("success_rate", status.successRate());
      json.writeArrayFieldStart("agents");
      for (AgentStatus agent : status.agents()) {
        write(agent, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a StringWriter throws none
    }
    return text.toString();
  }

  private static void write(AgentStatus agent, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", agent.id());
    json.writeStringField("uri", agent.uri().toString());
    json.writeStringField("state", agent.state().name().toLowerCase(Locale.ROOT));
    json.writeStringField("reason", agent.reason());
    json.writeNumberField("weight", agent.weight());
    json.writeNumberField("effective_weight", agent.effectiveWeight());
    json.writeNumberField("in_flight", agent.inFlight());
    writeIfPresent("cpu_percent", agent.cpuPercent(), json);
    writeIfPresent("memory_percent", agent.memoryPercent(), json);
    json.writeNumberField("requests", agent.requests());
    json.writeNumberField("failures", agent.failures());
    json.writeEndObject();
  }

  private static void writeIfPresent(String name, OptionalDouble value, JsonGenerator json)
      throws IOException {
    if (value.isPresent()) {
      json.writeNumberField(name, value.getAsDouble());
    }
  }
}
