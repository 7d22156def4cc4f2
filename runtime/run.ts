import type { AnyActorDef, HostResources } from "./actor.ts";
import type { SystemClock } from "./clock/clock.ts";
import { seededRandomness, seedOf } from "./clock/seeded.ts";
import { systemClock, systemRandomness } from "./clock/system.ts";
import { ActorHost } from "./delivery/host.ts";
import { perturbResources } from "./delivery/perturb.ts";
import type { Json } from "./delivery/store.ts";
import type { HostPort, RunHost } from "./supervisor/host_session.ts";
import type { HostSpec } from "./supervisor/protocol.ts";
import type { RunningHost } from "./supervisor/running_host.ts";
import { isSupervised, serveInProcess } from "./supervisor/process_host.ts";
import { inWorker, serveInWorker } from "./supervisor/worker_host.ts";
import { createLogger } from "./telemetry/log.ts";

/** Resources that an actor's host opened, and how to let go of them. */
export interface Connection extends HostResources {
  close(): Promise<void>;
}

/** Opens what the `connect` part of a host's specification names. */
export type Connect = (where: Json, actor: string, clock: SystemClock) => Promise<Connection>;

/**
 * Runs an actor for the supervisor that started it: all that an actor's entry file (`main.ts`) does.
 * The same file serves in a Worker and in a process of its own.
 */
export function runActor(def: AnyActorDef, connect: Connect): void {
  if (inWorker()) return serveInWorker(hostRunner(def, connect));
  if (!isSupervised()) {
    throw new Error(
      `${def.name} was started by itself; actors run under a supervisor: use \`deno task dev\``,
    );
  }
  serveInProcess(hostRunner(def, connect));
}

/** How a host of this actor begins, whatever carries its messages. */
export function hostRunner(def: AnyActorDef, connect: Connect): RunHost {
  return async (spec: HostSpec, port: HostPort): Promise<RunningHost> => {
    const clock = systemClock;
    const log = createLogger(def.name, clock.now, port.log);
    const connection = await connect(spec.connect, def.name, clock);
    const { perturbSeed } = spec;
    const resources = perturbSeed === null
      ? connection
      : perturbResources(connection, clock, seededRandomness(perturbSeed ^ seedOf(def.name)));
    const host = new ActorHost(def, spec, resources, {
      clock,
      randomness: systemRandomness,
      log,
      standby: port.standby,
      ...spec.traceRatio === undefined
        ? {}
        : { tracing: { ratio: spec.traceRatio, emit: port.spans } },
    });
    return {
      ready: host.ready,
      finished: host.finished.finally(() => connection.close()),
      progress: () => host.progress(),
      drain: (deadlineMs) => host.drain(deadlineMs),
      async stop() {
        await host.stop();
        await connection.close();
      },
    };
  };
}
