import type { SystemClock } from "../clock/clock.ts";
import type { LogSink } from "../telemetry/log.ts";
import type { SpanRecord } from "../telemetry/trace.ts";
import { failureOf } from "./failure.ts";
import {
  type Failure,
  type FromHost,
  HEARTBEAT_MS,
  type HostSpec,
  type ToHost,
} from "./protocol.ts";
import type { RunningHost } from "./running_host.ts";

/** What a host may use of the line to its supervisor. */
export interface HostPort {
  /** Hands a record to the supervisor, which writes it. */
  readonly log: LogSink;
  /** Says that another holder has the actor's lease, which is waited for. */
  standby(): void;
  /** Hands spans to the supervisor, which sends them on: a host need not reach the receiver. */
  spans(spans: readonly SpanRecord[]): void;
}

/** Begins to run what the spec says. Rejects where that cannot even begin. */
export type RunHost = (spec: HostSpec, port: HostPort) => Promise<RunningHost>;

/** What carries a host's words: a Worker's port, a process's pipes, a test. */
export interface HostTransport {
  send(message: FromHost): void;
  /** Ends the thread or process. The last thing that is done. */
  close(): void;
}

/**
 * The host's side of the protocol, the same over every transport: says `loaded`, waits for `start`,
 * beats while it lives, and says exactly one goodbye.
 */
export class HostSession {
  #host: Promise<RunningHost> | null = null;
  #running: RunningHost | null = null;
  #isOver = false;
  #stopBeating: () => void = () => {};

  constructor(
    private readonly run: RunHost,
    private readonly transport: HostTransport,
    private readonly clock: SystemClock,
  ) {}

  /** To be called when messages can be received. */
  open(): void {
    if (this.#isOver) return;
    this.transport.send({ kind: "loaded" });
    this.#stopBeating = this.clock.every(HEARTBEAT_MS, () => this.#beat());
  }

  /** Takes what the supervisor said. */
  receive(message: ToHost): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case "start":
        this.#start(message.spec);
        return;
      case "drain":
        this.#drain(message.deadlineMs).catch((error) => this.crash(error));
        return;
      case "stop":
        this.#stop(message.deadlineMs).catch((error) => this.crash(error));
        return;
    }
  }

  /** The end, because of something that was thrown anywhere in this thread. */
  crash(thrown: unknown): void {
    this.end(failureOf(thrown));
  }

  /** Says goodbye and closes. Only the first call counts. */
  end(failure: Failure | null): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopBeating();
    this.transport.send({ kind: "goodbye", failure });
    this.transport.close();
  }

  #start(spec: HostSpec): void {
    if (this.#host !== null) return;
    const log: LogSink = (record) => {
      if (!this.#isOver) this.transport.send({ kind: "log", record });
    };
    const standby = () => this.#isOver || this.transport.send({ kind: "standby" });
    const spans = (spans: readonly SpanRecord[]) =>
      this.#isOver || this.transport.send({ kind: "spans", spans });
    this.#host = this.run(spec, { log, standby, spans });
    this.#host.then((host) => {
      this.#running = host;
      host.ready.then(
        (epoch) => this.#isOver || this.transport.send({ kind: "ready", epoch }),
        // Not ready after all: `finished` says why.
        () => {},
      );
      host.finished.then(() => this.end(null), (error) => this.crash(error));
    }).catch((error) => this.crash(error));
  }

  async #drain(deadlineMs: number): Promise<void> {
    const host = await this.#host;
    await host?.drain(deadlineMs);
    if (!this.#isOver) this.transport.send({ kind: "drained" });
  }

  async #stop(deadlineMs: number): Promise<void> {
    const host = await this.#host;
    await host?.stop(deadlineMs);
    this.end(null);
  }

  #beat(): void {
    try {
      const progress = this.#running?.progress() ?? { consumed: 0, marketTime: null, outbox: 0 };
      this.transport.send({ kind: "heartbeat", progress });
    } catch (error) {
      this.crash(error);
    }
  }
}
