package ai.openclaw.lb.okhttp;

import ai.openclaw.lb.AgentPools;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** A caller in a process of its own: it calls a pool once for each cookie that it is told. */
final class CallerProcess implements AutoCloseable {
  private static final String NONE = "-";

  private final Process process;
  private final Writer cookies;
  private final BufferedReader answers;

  private CallerProcess(String document) throws IOException {
    this.process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CallerProcess.class.getName(),
            document)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
    this.cookies = new BufferedWriter(
        new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * What a call came to.
   *
   * @param status of the answer, or 0 where the call failed
   * @param agent that answered
   * @param cookie for the next call: the one that the answer sets, or the one of this call
   */
  record Answer(int status, String agent, String cookie) {}

  static CallerProcess start(String document) throws IOException {
    return new CallerProcess(document);
  }

  /** Calls with these cookies in turn, or without any for nulls. */
  List<Answer> call(List<String> callers) throws IOException {
    List<Answer> all = new ArrayList<>();
    for (String cookie : callers) {
      cookies.write((cookie == null ? NONE : cookie) + "\n");
      cookies.flush();
      String[] said = answers.readLine().split(" ");
      all.add(new Answer(Integer.parseInt(said[0]), said[1], said[2]));
    }
    return all;
  }

  /** The caller itself: one line for each call, until there are no more. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (AgentPools pools = AgentPools.fromYaml(new StringReader(arguments[0]))) {
      OkHttpClient client =
          AgentPoolInterceptor.install(new OkHttpClient.Builder(), pools).build();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        Answer answer = call(client, pools.name(), line.equals(NONE) ? null : line);
        out.println(answer.status + " " + answer.agent + " " + answer.cookie);
      }
    }
    System.exit(0);
  }

  /** One call with this cookie; null for none. */
  static Answer call(OkHttpClient client, String host, String cookie) {
    Request.Builder request = new Request.Builder().url("http://" + host + "/v1/chat");
    if (cookie != null) {
      request.header("Cookie", cookie);
    }
    try (Response response = client.newCall(request.build()).execute()) {
      String set = response.header("Set-Cookie");
      return new Answer(
          response.code(),
          response.header("X-OpenClaw-Agent"),
          set == null ? cookie : set.substring(0, set.indexOf(';')));
    } catch (IOException e) {
      return new Answer(0, e.getClass().getSimpleName(), cookie);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
