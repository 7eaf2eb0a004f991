package ai.openclaw.lb.benchmarks.simulation;

import ai.openclaw.lb.AgentCall;
import ai.openclaw.lb.AgentPool;
import ai.openclaw.lb.Decision;
import ai.openclaw.lb.Lease;
import ai.openclaw.lb.NoAgentAvailableException;
import ai.openclaw.lb.Outcome;
import ai.openclaw.lb.RequestContext;
import java.net.SocketTimeoutException;

/** One caller's request: its attempts on agents, as an HTTP client would make them. */
final class SimulatedCall {
  private static final Outcome SERVED = Outcome.status(200);
  private static final Outcome TIMED_OUT = Outcome.lost(new SocketTimeoutException("timeout"));

  private final Simulation simulation;
  private final EventLoop loop;
  private final Tally tally;
  private final AgentCall call;
  private final int session;
  private final double work;
  private final long arrival;

  SimulatedCall(
      Simulation simulation, AgentPool pool, RequestContext context, int session, double work) {
    this.simulation = simulation;
    this.loop = simulation.loop();
    this.tally = simulation.tally();
    this.call = pool.newCall(context, simulation.scenario().client().replay());
    this.session = session;
    this.work = work;
    this.arrival = loop.elapsed();
    tally.arrived(arrival);
  }

  /** Begins the next attempt. */
  void begin() {
    try {
      new Attempt(call.acquire()).begin();
    } catch (NoAgentAvailableException e) {
      decided(call.unavailable(e));
    }
  }

  private void decided(Decision decision) {
    if (!decision.retry()) {
      tally.failed(arrival);
    } else {
      loop.after(decision.delay().toNanos(), this::begin);
    }
  }

  private final class Attempt extends Job {
    private final Lease lease;
    private final AgentServer server;
    private final EventLoop.Event timeout;
    private long firstByteAt;
    private boolean ended;

    Attempt(Lease lease) {
      super(work, simulation.scenario().client().firstByteShare());
      this.lease = lease;
      this.server = simulation.server(simulation.index(lease.agent().id()));
      Client client = simulation.scenario().client();
      this.timeout = loop.after(client.timeoutSeconds() * EventLoop.SECOND, this::timedOut);
    }

    void begin() {
      tally.attempted(arrival, simulation.index(lease.agent().id()), session);
      server.submit(this);
    }

    @Override
    void firstByte() {
      if (!ended) {
        firstByteAt = loop.elapsed();
        lease.firstByte();
      }
    }

    @Override
    void done() {
      if (!ended) {
        end();
        lease.complete(SERVED);
        tally.succeeded(arrival, firstByteAt, loop.elapsed());
      }
    }

    @Override
    void failed(Outcome outcome) {
      if (ended) {
        return;
      }
      end();
      if (answering) { // the caller has had a part of it
        lease.complete(outcome);
        tally.failed(arrival);
      } else {
        decided(call.failed(lease, outcome));
      }
    }

    private void timedOut() {
      if (simulation.scenario().client().hangsUp()) {
        server.cancel(this);
      }
      failed(TIMED_OUT);
    }

    private void end() {
      ended = true;
      timeout.cancel();
    }
  }
}
