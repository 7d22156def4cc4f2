import type { AnyActorDef, HostResources } from "../../actor.ts";
import type { Batch, OutboxRow, Store } from "../../delivery/store.ts";
import type { MergeChoice, MergeInput } from "../../delivery/merge.ts";
import { WATERMARK } from "../../envelope.ts";
import type { Mailbox, StreamEntry } from "../../mailbox/mailbox.ts";
import { overlay } from "./faults.ts";
import type { Mutation } from "./simulate.ts";

const encoder = new TextEncoder();

/** A mutant that differs in its ports only. */
function inPorts(
  name: string,
  plant: () => (ports: HostResources, ...rest: PortsRest) => Partial<HostResources>,
): Mutation {
  return {
    name,
    plant() {
      const change = plant();
      return { ports: (ports, ...rest) => ({ ...ports, ...change(ports, ...rest) }) };
    },
  };
}

type Ports = NonNullable<ReturnType<Mutation["plant"]>["ports"]>;
type PortsRest = Parameters<Ports> extends [unknown, ...infer Rest] ? Rest : never;

/** A store whose commits are changed on their way. */
function committing(store: Store, change: (batch: Batch) => Batch): Store {
  return overlay(store, { commit: (lease, batch) => store.commit(lease, change(batch)) });
}

/** A mailbox that changes entries when they are published. */
function publishing(mailbox: Mailbox, change: (entry: StreamEntry) => StreamEntry): Mailbox {
  return overlay(mailbox, {
    publish: (stream, after, entries, options) =>
      mailbox.publish(stream, after, entries.map(change), options),
  });
}

/** The first head there is, whatever else may come. */
function chooseHastily(inputs: readonly MergeInput[]): MergeChoice {
  const input = inputs.find(({ head }) => head !== null);
  return input === undefined ? { kind: "empty" } : { kind: "take", stream: input.stream };
}

/** Promises 50 ms of market time more than it may. */
function promiseTooMuch(row: OutboxRow): OutboxRow {
  if (row.type !== WATERMARK) return row;
  const at = row.at + 50;
  return { ...row, at, body: JSON.stringify({ ...JSON.parse(row.body), at }) };
}

/** The same actor, whose outside effects are performed while it handles, and again when they should be. */
function performingAtOnce(def: AnyActorDef): AnyActorDef {
  type Handle = (
    state: unknown,
    message: unknown,
    ctx: { perform: Perform },
  ) => ReturnType<AnyActorDef["handle"]>;
  type Perform = (name: string, request: unknown) => void;
  const effects = def.effects as
    | Record<string, (state: unknown, request: unknown) => Promise<unknown>>
    | undefined;
  const handle: Handle = (state, message, ctx) => {
    const perform: Perform = (name, request) => {
      void effects?.[name]?.(state, request);
      ctx.perform(name, request);
    };
    return (def.handle as Handle)(state, message, overlay(ctx, { perform }));
  };
  return { ...def, handle: handle as AnyActorDef["handle"] };
}

/**
 * Defects on purpose, each planted from outside: by wrapping what a host is given, or by replacing
 * the merge rule. The simulator must notice every one of them.
 */
export const MUTATIONS: readonly Mutation[] = [
  inPorts("acknowledges what it receives before it is committed", () => ({ mailbox }) => ({
    mailbox: overlay(mailbox, {
      consume: async (options) => {
        const consumer = await mailbox.consume(options);
        return overlay(consumer, {
          receive: async (options) => {
            const deliveries = await consumer.receive(options);
            await consumer.ack(deliveries);
            return deliveries;
          },
        });
      },
    }),
  })),

  inPorts("does not ask the inbox what was consumed before", () => ({ store }) => ({
    store: overlay(store, {
      consumed: () => Promise.resolve(new Set()),
      recover: async (actor) => ({ ...await store.recover(actor), inputs: new Map() }),
    }),
  })),

  inPorts("commits whatever its epoch", () => {
    const epochs = new Map<string, number>();
    return ({ store }) => ({
      store: overlay(store, {
        takeLease: async (actor, holder, options) => {
          const result = await store.takeLease(actor, holder, options);
          if (result.taken) epochs.set(actor, result.lease.epoch);
          return result;
        },
        commit: (lease, batch) =>
          store.commit({ ...lease, epoch: epochs.get(lease.actor) ?? lease.epoch }, batch),
        renewLease: () => Promise.resolve(),
        assertLease: () => Promise.resolve(),
      }),
    });
  }),

  inPorts("trims what is still pending", () => ({ mailbox }, _incarnate, world) => ({
    mailbox: overlay(mailbox, {
      trim: async (name, options) => {
        const stream = world.broker.stream(name);
        const before = stream.firstSeq();
        stream.loseThrough(stream.lastSeq() - (options?.keep ?? 0));
        return await Promise.resolve(stream.firstSeq() - before);
      },
    }),
  })),

  { name: "merges without watermarks", plant: () => ({ choose: chooseHastily }) },

  inPorts("publishes before it commits", () => ({ mailbox, store }) => ({
    store: overlay(store, {
      commit: async (lease, batch) => {
        for (const { stream, seq, key, body } of batch.outbox) {
          await mailbox.publish(stream, seq - 1, [{ seq, key, body: encoder.encode(body) }]);
        }
        await store.commit(lease, batch);
      },
    }),
  })),

  inPorts(
    "publishes without looking at the predecessor",
    () => ({ mailbox }, _incarnate, world) => ({
      mailbox: overlay(mailbox, {
        publish: async (name, _after, entries) => {
          world.broker.stream(name).append(entries);
          world.broker.announce(name);
          return await Promise.resolve({ kind: "stored", stored: entries.length });
        },
      }),
    }),
  ),

  inPorts(
    "does not publish again what was committed before a crash",
    () => ({ mailbox, store }) => {
      const committed = new Map<string, number>();
      return {
        mailbox: overlay(mailbox, {
          lastSeq: async (stream) =>
            Math.max(committed.get(stream) ?? 0, await mailbox.lastSeq(stream)),
        }),
        store: overlay(store, {
          recover: async (actor) => {
            const recovered = await store.recover(actor);
            for (const [stream, { seq }] of recovered.outputs) committed.set(stream, seq);
            return recovered;
          },
          outbox: () => Promise.resolve([]),
        }),
      };
    },
  ),

  inPorts("does not keep its state", () => ({ store }) => ({
    store: committing(store, (batch) => ({ ...batch, state: new Map() })),
  })),

  inPorts("promises more than it may", () => ({ store }) => ({
    store: committing(store, (batch) => ({ ...batch, outbox: batch.outbox.map(promiseTooMuch) })),
  })),

  {
    name: "performs outside effects before they are committed",
    plant: () => ({ actors: (setup) => ({ ...setup, def: performingAtOnce(setup.def) }) }),
  },

  {
    name: "performs an outside effect again without its key",
    plant: () => ({
      resources(resources) {
        const { bank } = resources as { bank: { transfer(key: string, price: number): unknown } };
        const pay = (key: string, price: number) => bank.transfer(key, price);
        return { ...resources, bank: overlay(bank, { pay } as object) };
      },
    }),
  },

  inPorts("lets the successors of a message that waits overtake it", () => ({ mailbox }) => ({
    mailbox: publishing(mailbox, (entry) => ({ ...entry, key: `${entry.key}/${entry.seq}` })),
  })),

  inPorts("forgets its market timers in a crash", () => ({ store }) => ({
    store: overlay(store, {
      recover: async (actor) => {
        const recovered = await store.recover(actor);
        const state = [...recovered.state].filter(([key]) => !key.startsWith("timer:"));
        return { ...recovered, state: new Map(state) };
      },
    }),
  })),

  inPorts("lets parked messages hold no watermark after a crash", () => ({ mailbox }) => ({
    mailbox: overlay(mailbox, {
      consume: async (options) =>
        overlay(await mailbox.consume(options), { parked: () => Promise.resolve([]) }),
    }),
  })),
];
