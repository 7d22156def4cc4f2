import { cpus } from "node:os";

/** What the figures were measured on. */
export interface Machine {
  readonly os: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** Load over the last minute when the run began: other work on the machine. */
  readonly load: number;
  readonly deno: string;
  readonly v8: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Describes this machine. */
export function describeMachine(now: number): Machine {
  return {
    os: `${Deno.build.os} ${Deno.osRelease()}`,
    arch: Deno.build.arch,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: navigator.hardwareConcurrency,
    memoryBytes: Deno.systemMemoryInfo().total,
    load: Math.round((Deno.loadavg()[0] ?? 0) * 100) / 100,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    at: new Date(now).toISOString(),
  };
}
