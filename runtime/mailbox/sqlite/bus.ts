import { BroadcastChannel } from "node:worker_threads";

/** Called with the name of a stream that has news. */
export type Listener = (stream: string) => void;

interface News {
  readonly folder: string;
  readonly stream: string;
}

const listeners = new Map<string, Set<Listener>>();

/**
 * One channel per thread, and never closed: Deno fails a later `postMessage` of the whole thread
 * when its last channel was closed and another one opened at once. Unreferenced, it keeps nothing
 * alive.
 */
let channel: BroadcastChannel | undefined;

/** Hears what other mailboxes on the folder announce, in this thread and in others. */
export function listen(folder: string, listener: Listener): () => void {
  if (channel === undefined) {
    channel = new BroadcastChannel("mailbox news");
    channel.onmessage = (event) => tell((event as MessageEvent<News>).data);
    channel.unref();
  }
  const here = listeners.get(folder) ?? new Set();
  listeners.set(folder, here.add(listener));
  return () => {
    here.delete(listener);
    if (here.size === 0) listeners.delete(folder);
  };
}

/** Announces news of a stream to every mailbox on the folder but the caller's own. */
export function announce(folder: string, stream: string, own: Listener): void {
  tell({ folder, stream }, own);
  channel?.postMessage({ folder, stream });
}

function tell({ folder, stream }: News, except?: Listener): void {
  for (const listener of listeners.get(folder) ?? []) if (listener !== except) listener(stream);
}
