import type { VNode } from "preact";
import type { BuildCache, Island, ServerIslandRegistry } from "../build_cache.ts";
import { randomId } from "../../../runtime/clock/system.ts";

/** JSX that an island was given, until the island renders it. */
export interface Slot {
  readonly id: number;
  /** The prop that it was given as. */
  readonly name: string;
  readonly content: unknown;
}

/** The part of a build that rendering reads. */
export interface RenderBuild {
  readonly islandRegistry: ServerIslandRegistry;
  readonly clientEntry: BuildCache<unknown>["clientEntry"];
  readonly hmrClientEntry?: string;
}

/** What is gathered while one page is rendered. */
export class RenderState {
  /** Allows this page's own inline scripts and styles. */
  readonly nonce: string = randomId().replaceAll("-", "");
  /** Islands on the page, in the order of their first use. */
  readonly islands = new Set<Island>();
  /** Props of each use of an island, as they will be sent to the browser. */
  readonly islandProps: Record<string, unknown>[] = [];
  /** By id; null once an island has rendered it. */
  readonly slots: (Slot | null)[] = [];
  /** What `<Head>` was given, by what it replaces. */
  readonly headEntries = new Map<string, VNode>();
  readonly rendered = { html: false, head: false, body: false };

  constructor(
    readonly url: URL,
    readonly basePath: string,
    readonly build: RenderBuild,
  ) {}
}

let current: RenderState | null = null;

/** The page being rendered right now; null outside of rendering, which is synchronous. */
export function currentRender(): RenderState | null {
  return current;
}

/** Runs `render` for the page of `state`. */
export function withRender<T>(state: RenderState, render: () => T): T {
  const outer = current;
  current = state;
  try {
    return render();
  } finally {
    current = outer;
  }
}
