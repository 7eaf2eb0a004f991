package ai.openclaw.lb.quota;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.openclaw.lb.AgentPools;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The optional libraries are needed by those alone who ask for Redis. */
class MissingLibrariesTest {
  private static final String POOL = "instances: [\"127.0.0.1:1\"]\nmax_qps: 5\n";
  private static final String STORE = "quota_store: {uri: \"redis://127.0.0.1:1\"}\n";

  private static AutoCloseable open(String yaml, String... missing)
      throws ReflectiveOperationException {
    Class<?> pools = new Without(List.of(missing)).loadClass(AgentPools.class.getName());
    return (AutoCloseable)
        pools.getMethod("fromYaml", Reader.class).invoke(null, new StringReader(yaml));
  }

  @Test
  void aQuotaOfTheProcessNeedsNoneOfThem() throws Exception {
    try (AutoCloseable pools = open(POOL, "io.lettuce.", "io.github.bucket4j.redis.")) {
      assertTrue(pools.toString().startsWith("AgentPools["), pools.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"io.lettuce.", "io.github.bucket4j.redis."})
  void aStoreWithoutOneOfThemSaysWhatIsMissing(String missing) {
    InvocationTargetException thrown =
        assertThrows(InvocationTargetException.class, () -> open(POOL + STORE, missing));
    IllegalStateException refusal =
        assertInstanceOf(IllegalStateException.class, thrown.getCause());
    String expected = "quota_store: needs com.bucket4j:bucket4j_jdk17-lettuce and"
        + " io.lettuce:lettuce-core on the class path (missing: ";
    assertEquals(expected, refusal.getMessage().substring(0, expected.length()));
  }

  /** Our classes once more, as if some libraries were not there. */
  private static final class Without extends ClassLoader {
    private final List<String> missing;

    Without(List<String> missing) {
      super(MissingLibrariesTest.class.getClassLoader());
      this.missing = missing;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (missing.stream().anyMatch(name::startsWith)) {
        throw new ClassNotFoundException(name);
      }
      boolean anew = List.of("ai.openclaw.lb.", "io.lettuce.", "io.github.bucket4j.").stream()
          .anyMatch(name::startsWith);
      if (!anew) {
        return super.loadClass(name, resolve);
      }
      Class<?> known = findLoadedClass(name);
      return known == null ? define(name) : known;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
