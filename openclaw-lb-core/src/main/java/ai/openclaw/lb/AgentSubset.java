package ai.openclaw.lb;

import ai.openclaw.lb.config.AgentConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The agents of a fleet that one caller uses: a few of many, the same ones each time, so that all
 * callers together use all agents evenly, and an agent that leaves or joins moves hardly more than its
 * own callers. Nobody talks to anybody: ids decide. Immutable.
 *
 * <p>Rendezvous hashing (Thaler and Ravishankar, 1998) with two changes. By it each caller ranks all
 * agents by a hash of both ids and takes the first {@code size}; an agent that leaves moves its own
 * callers alone, but the agents' shares are a binomial's: with 200 callers, 50 agents and size 10 the
 * busiest has 1.31 times the mean.
 *
 * <ul>
 *   <li>Where callers are numbered, ranks are stratified: of any {@value #RUN} callers that follow each
 *       other each gets another of {@value #RUN} ranks of an agent, and those of one rank, in {@value #RUN}
 *       such runs, another part of it.
 *   <li>Loads are bounded (Mirrokni, Thorup and Zadimoghaddam, 2018): a caller counts what the callers
 *       before it have taken, and passes over agents that have more than the mean and a tenth, or 5.5.
 *       Both together take 1.31 to 1.11, 1.13 at worst; a leaving agent moves 1.15 times what it had.
 * </ul>
 *
 * <p>The numbers need no total and no order of start. Callers whose ids have none are hashed, which is
 * as even as chance: no function of unrelated ids can do better without counting them.
 *
 * <p>Costs a hash for each agent and each caller before this one, of {@value #BLOCK} at most, when the
 * list changes: 30 ms for 1,000 agents and the thousandth caller.
 *
 * <p>Example: of 50 agents and size 10, callers 0 to 199 take each agent 40 times in the mean, so the
 * last of them passes over those that 45 callers have (40 + 5.5).
 */
final class AgentSubset {
  private static final int RUN = 13;
  private static final int BLOCK = 1024;
  private static final double SLACK = 5.5;
  private static final double SHARE_SLACK = 0.1;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final int size;
  private final long row;
  private final long number;

  /**
   * @param size how many agents the caller is to use
   * @param callerId what tells it from others
   */
  AgentSubset(int size, String callerId) {
    CallerPlace place = CallerPlace.of(callerId);
    this.size = size;
    this.row = hash(place.row());
    this.number = place.number();
  }

  /** Returns the caller's agents, in the list's order; all where there are no more than its size. */
  List<AgentConfig> of(List<AgentConfig> agents) {
    int count = agents.size();
    if (count <= size) {
      return List.copyOf(agents);
    }
    List<AgentConfig> byId = new ArrayList<>(agents);
    byId.sort(Comparator.comparing(AgentConfig::id)); // so that a list's order decides nothing
    boolean[] taken = taken(byId);
    List<AgentConfig> subset = new ArrayList<>(size);
    for (AgentConfig agent : agents) {
      if (taken[indexOf(byId, agent.id())]) {
        subset.add(agent);
      }
    }
    return List.copyOf(subset);
  }

  private static int indexOf(List<AgentConfig> byId, String id) {
    int low = 0;
    int high = byId.size() - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byId.get(middle).id().compareTo(id) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private boolean[] taken(List<AgentConfig> byId) {
    Best best = new Best(size);
    choose(byId, best);
    boolean[] taken = new boolean[byId.size()];
    best.mark(taken);
    return taken;
  }

  /** How many callers of this one's block, up to itself, take each agent; {@code byId} is sorted so. */
  int[] loads(List<AgentConfig> byId) {
    return choose(byId, new Best(size));
  }

  /** Leaves in {@code best} what this caller takes, after those of its block that come before it. */
  private int[] choose(List<AgentConfig> byId, Best best) {
    int count = byId.size();
    long[] seeds = new long[count];
    for (int i = 0; i < count; i++) {
      seeds[i] = mix(hash(byId.get(i).id()) ^ row);
    }
    int[] loads = new int[count];
    long first = number - number % BLOCK;
    for (long caller = first; caller <= number; caller++) {
      double mean = (double) (caller - first + 1) * size / count;
      double bound = mean + Math.max(SLACK, mean * SHARE_SLACK);
      best.clear();
      for (int i = 0; i < count; i++) {
        if (loads[i] + 1 <= bound) {
          offer(seeds[i], caller, i, best);
        }
      }
      best.count(loads);
    }
    return loads;
  }

  /** Of a run's callers each gets another stratum of the agent's scores, and so do those of 13 runs in it. */
  private static void offer(long seed, long caller, int index, Best best) {
    long run = caller / RUN;
    long stratum = permuted(mix(seed + (run + 1) * GOLDEN), caller % RUN);
    if (stratum < best.least() >> 59) {
      return; // as most are: spares the rest of the score
    }
    long among = mix(seed ^ mix(run / RUN * RUN + stratum + 1));
    long score = stratum << 59 | permuted(among, run % RUN) << 55 | mix(seed ^ mix(caller)) >>> 9;
    best.offer(score, index);
  }

  /** The place of {@code slot} in one of {@value #RUN} * 12 orders of a run. */
  private static long permuted(long order, long slot) {
    long factor = 1 + (order >>> 32) % (RUN - 1);
    return (factor * slot + (order & 0xFFFF_FFFFL)) % RUN;
  }

  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return mix(hash);
  }

  /** SplitMix64's last step (Steele, Lea and Flood, 2014). */
  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
    return mixed ^ mixed >>> 31;
  }

  /** The few best of many, from the highest score on. */
  private static final class Best {
    private final long[] scores;
    private final int[] indexes;
    private int count;

    Best(int most) {
      this.scores = new long[most];
      this.indexes = new int[most];
    }

    void clear() {
      count = 0;
    }

    /** What a score has to reach; nothing while there are too few. */
    long least() {
      return count < scores.length ? 0 : scores[count - 1];
    }

    void offer(long score, int index) {
      if (count < scores.length) {
        insert(score, index, count++);
      } else if (score > scores[count - 1]) {
        insert(score, index, count - 1);
      }
    }

    /** Puts it in its place among those before {@code gap}, which hold from high to low. */
    private void insert(long score, int index, int gap) {
      int at = gap;
      while (at > 0 && scores[at - 1] < score) {
        scores[at] = scores[at - 1];
        indexes[at] = indexes[at - 1];
        at--;
      }
      scores[at] = score;
      indexes[at] = index;
    }

    void count(int[] loads) {
      for (int i = 0; i < count; i++) {
        loads[indexes[i]]++;
      }
    }

    void mark(boolean[] taken) {
      for (int i = 0; i < count; i++) {
        taken[indexes[i]] = true;
      }
    }
  }
}
