package ai.openclaw.lb.config;

import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration documents, strictly: an unknown key, a doubtful value, or YAML that a
 * configuration does not need is a problem, and all problems come in one {@link ConfigException}.
 * Time and memory are bounded whatever the document is. Immutable and thread-safe.
 */
public final class ConfigReader {
  private static final Set<String> ALGORITHMS = Set.of(
      PoolConfig.DEFAULT_ALGORITHM,
      "weighted_round_robin",
      "least_connections",
      "smart_routing",
      "power_of_two_choices",
      "adaptive",
      "consistent_hash");

  private final boolean scripts;
  private final boolean onePool;
  private final Set<String> algorithms;
  private final Set<String> discoveries;
  private final Function<String, @Nullable String> variables;
  private final Consumer<String> warnings;

  private ConfigReader(
      boolean scripts,
      boolean onePool,
      Set<String> algorithms,
      Set<String> discoveries,
      Function<String, @Nullable String> variables,
      Consumer<String> warnings) {
    this.scripts = scripts;
    this.onePool = onePool;
    this.algorithms = algorithms;
    this.discoveries = discoveries;
    this.variables = variables;
    this.warnings = warnings;
  }

  /**
   * A reader that refuses scripts, knows the built-in algorithms, takes variables from the
   * environment and else from the system properties, and logs warnings.
   */
  public static ConfigReader create() {
    return new ConfigReader(
        false, false, ALGORITHMS, Set.of(), Placeholders::system, ConfigReader::log);
  }

  private static void log(String warning) {
    System.getLogger("ai.openclaw.lb.config").log(System.Logger.Level.WARNING, warning);
  }

  /** This reader, accepting {@code agent_health_script}: documents may then run programs. */
  public ConfigReader allowScripts() {
    return new ConfigReader(true, onePool, algorithms, discoveries, variables, warnings);
  }

  /** This reader, refusing documents with several pools. */
  public ConfigReader onePool() {
    return new ConfigReader(scripts, true, algorithms, discoveries, variables, warnings);
  }

  /** This reader, knowing further algorithms by these names. */
  public ConfigReader algorithms(Collection<String> additional) {
    Set<String> all = new LinkedHashSet<>(algorithms);
    additional.forEach(name -> all.add(Rules.NAME.check("algorithm", name)));
    return new ConfigReader(scripts, onePool, Set.copyOf(all), discoveries, variables, warnings);
  }

  /** This reader, knowing discoveries by these names. */
  public ConfigReader discoveries(Collection<String> additional) {
    Set<String> all = new LinkedHashSet<>(discoveries);
    additional.forEach(name -> all.add(Rules.NAME.check("discovery.type", name)));
    return new ConfigReader(scripts, onePool, algorithms, Set.copyOf(all), variables, warnings);
  }

  /**
   * This reader, taking variables from a function.
   *
   * @param lookup from a variable's name to its value, or null where there is none
   */
  public ConfigReader variables(Function<String, @Nullable String> lookup) {
    return new ConfigReader(
        scripts, onePool, algorithms, discoveries, Objects.requireNonNull(lookup), warnings);
  }

  /**
   * This reader, telling a listener of warnings: {@code file:line:column: key.path: value (why)}.
   *
   * @param listener called by the reading thread, after a document was accepted
   */
  public ConfigReader onWarning(Consumer<String> listener) {
    return new ConfigReader(
        scripts, onePool, algorithms, discoveries, variables, Objects.requireNonNull(listener));
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException if it can't be read, or the document is refused
   */
  public BalancerConfig read(Path file) {
    return parse(SourceText.read(file), file.toString(), true);
  }

  /**
   * Reads a document that messages call "yaml". The caller closes the reader.
   *
   * @throws ConfigException if it can't be read, or the document is refused
   */
  public BalancerConfig read(Reader yaml) {
    return read(yaml, "yaml");
  }

  /**
   * Reads a document. The caller closes the reader.
   *
   * @param sourceName what messages call it
   * @throws ConfigException if it can't be read, or the document is refused
   */
  public BalancerConfig read(Reader yaml, String sourceName) {
    return parse(SourceText.read(yaml, sourceName), sourceName, false);
  }

  /**
   * Reads the content of a file, which is UTF-8.
   *
   * @param file where it was read from, as messages are to call it
   * @throws ConfigException if the document is refused
   */
  public BalancerConfig read(byte[] content, Path file) {
    return parse(SourceText.read(content, file.toString()), file.toString(), true);
  }

  private BalancerConfig parse(String text, String source, boolean isFile) {
    Problems problems = new Problems(source);
    Node root = YamlDocument.read(text, problems, new Placeholders(variables, problems));
    Section top = Objects.requireNonNull(Section.of(root, Keys.DOCUMENT, problems));
    BalancerConfig config = document(top, isFile, problems);
    problems.tell(warnings);
    return config;
  }

  private BalancerConfig document(Section top, boolean isFile, Problems problems) {
    Located<String> name = top.text("name", Rules.NAME);
    Located<String> version = top.text("version", Rules.LABEL);
    Located<Boolean> watch = top.flag("watch");
    if (watch != null && watch.value() && (onePool || !isFile)) {
      problems.value(watch.place(), true, "false, or AgentPools.fromYaml of a file");
    }
    Section lb = top.section("lb", Keys.LB);
    Located<String> listen = lb == null ? null : lb.text("listen", Rules.LISTEN_ADDRESS);
    AdminConfig admin = AdminConfig.read(top.section("admin", Keys.ADMIN));
    Map<String, String> attributes = top.texts("request_attributes", Rules.TOKEN_NAME);
    Located<QuotaStoreConfig> quotaStore = QuotaStoreSettings.read(top, problems);
    HealthReader healthReader = new HealthReader(problems, scripts);
    List<PoolDraft> pools =
        new PoolReader(top, lb, algorithms, discoveries, healthReader, problems).read();
    if (onePool && pools.size() > 1) {
      problems.value(
          top.placeOf("pools"), pools.size() + " pools", "one pool; AgentPools reads several");
    }
    List<RouteDraft> routing = RouteDraft.read(top, "routing", Keys.ROUTE, "pool", problems);

    String documentName = Located.or(name, BalancerConfig.DEFAULT_NAME);
    new CrossChecks(pools, documentName, problems).check(routing);
    if (!problems.isEmpty()) {
      throw problems.exception();
    }
    new Pitfalls(problems).warn(pools, routing, top, documentName);
    new QuotaPitfalls(problems).warn(pools, quotaStore);
    List<PoolConfig> built = new ArrayList<>();
    pools.forEach(pool -> built.add(pool.build(documentName)));
    return new BalancerConfig(
        documentName,
        Located.orNull(version),
        Located.orNull(listen),
        built,
        routing.stream().map(RouteDraft::buildRoute).toList(),
        attributes == null ? Map.of() : attributes,
        Located.orNull(quotaStore),
        admin,
        Located.or(watch, false));
  }
}
