package ai.openclaw.lb.health;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeThreadsTest {
  @Test
  void threadsAreBoundedDaemonsAndEndByThemselves() throws Exception {
    Executor pool = ProbeThreads.pool(3);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch ran = new CountDownLatch(100);
    for (int i = 0; i < 100; i++) {
      pool.execute(() -> {
        threads.add(Thread.currentThread());
        ran.countDown();
      });
    }
    assertTrue(ran.await(30, TimeUnit.SECONDS));
    assertTrue(threads.size() <= 3, () -> threads + "");
    for (Thread thread : threads) {
      assertTrue(thread.isDaemon());
      assertTrue(thread.getName().startsWith(ProbeThreads.PREFIX));
      thread.join(30_000);
      assertFalse(thread.isAlive());
    }
  }
}
