package ai.openclaw.lb.okhttp;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The process's one cleaner, for as long as anybody holds it: its thread ends some time after that. */
final class CleanerThread {
  static final String NAME = "openclaw-lb-leaks";

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Guarded by the lock. */
  private static @Nullable WeakReference<Cleaner> shared;

  private CleanerThread() {}

  static Cleaner shared() {
    LOCK.lock();
    try {
      Cleaner known = shared == null ? null : shared.get();
      Cleaner cleaner = known == null ? Cleaner.create(CleanerThread::thread) : known;
      shared = new WeakReference<>(cleaner);
      return cleaner;
    } finally {
      LOCK.unlock();
    }
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, NAME);
    thread.setDaemon(true);
    thread.setContextClassLoader(null); // its first user must not stay reachable from here
    return thread;
  }
}
