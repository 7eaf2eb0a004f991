package ai.openclaw.lb;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a type shows to other packages, as lines: its own, then one for each member, sorted. */
final class Signatures {
  private static final int SHOWN =
      Modifier.PUBLIC | Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;

  private Signatures() {}

  /** Whether other packages can name the type. */
  static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getDeclaringClass();
    return !type.isAnonymousClass()
        && !type.isLocalClass()
        && !type.isSynthetic()
        && isVisible(type.getModifiers())
        && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  static List<String> of(Class<?> type) {
    Set<String> members = new TreeSet<>();
    for (Field field : type.getDeclaredFields()) {
      if (isShown(field)) {
        members.add(
            modifiers(field.getModifiers()) + name(field.getGenericType()) + " " + field.getName());
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isShown(constructor)) {
        members.add(modifiers(constructor.getModifiers()) + call("<init>", constructor));
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (isShown(method) && !method.isBridge()) {
        members.add(method(method));
      }
    }
    List<String> lines = new ArrayList<>(List.of(header(type)));
    members.forEach(member -> lines.add("  " + member));
    return lines;
  }

  private static boolean isShown(Member member) {
    return isVisible(member.getModifiers()) && !member.isSynthetic();
  }

  private static String header(Class<?> type) {
    String extended = type.getGenericSuperclass() == null
            || Set.of(Object.class, Record.class, Enum.class).contains(type.getSuperclass())
        ? ""
        : " extends " + name(type.getGenericSuperclass());
    String implemented = names(" implements ", type.getGenericInterfaces());
    return modifiers(type.getModifiers())
        + kind(type)
        + type.getName()
        + variables(type.getTypeParameters())
        + components(type)
        + extended
        + implemented;
  }

  private static String kind(Class<?> type) {
    if (type.isEnum()) {
      return "enum ";
    }
    if (type.isInterface()) {
      return "interface ";
    }
    return type.isRecord() ? "record " : "class ";
  }

  /** A record's components: their order is part of what callers see. */
  private static String components(Class<?> type) {
    return !type.isRecord()
        ? ""
        : Stream.of(type.getRecordComponents())
            .map(Signatures::component)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String component(RecordComponent component) {
    return name(component.getGenericType()) + " " + component.getName();
  }

  private static String method(Method method) {
    String defaulted = method.isDefault() ? "default " : "";
    return modifiers(method.getModifiers()) + defaulted + variables(method.getTypeParameters())
        + name(method.getGenericReturnType()) + " " + call(method.getName(), method);
  }

  private static String call(String name, Executable executable) {
    String parameters = Stream.of(executable.getGenericParameterTypes())
        .map(Signatures::name)
        .collect(Collectors.joining(", ", "(", ")"));
    return name + parameters + names(" throws ", executable.getGenericExceptionTypes());
  }

  private static String names(String before, Type... types) {
    return types.length == 0
        ? ""
        : before + Stream.of(types).map(Signatures::name).collect(Collectors.joining(", "));
  }

  private static String variables(TypeVariable<?>... variables) {
    return variables.length == 0
        ? ""
        : Stream.of(variables).map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
  }

  private static String modifiers(int modifiers) {
    String shown = Modifier.toString(modifiers & SHOWN);
    return shown.isEmpty() ? "" : shown + " ";
  }

  private static String name(Type type) {
    return type.getTypeName().replaceAll("\\bjava\\.(lang|util|time)\\.(?=[A-Z])", "");
  }
}
