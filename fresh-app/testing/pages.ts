import { Builder } from "fresh/dev";
import { type Api, createApi } from "../api/app.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { LiveHub } from "../api/live/hub.ts";
import { sourceOf } from "../api/live/sources.ts";
import { apiOptions, type FakePorts, fakePorts } from "../api/testing/fakes.ts";
import { HERE } from "../auth/testing/people.ts";
import { connectBackend } from "../backend.ts";
import { app } from "../main.ts";
import type { State } from "../utils.ts";
import type { Mode } from "../../actors/domain/system_status.ts";

let handler: ReturnType<typeof app.handler> | null = null;

/** The pages and the API as one origin, over fake ports; built once a process. */
export async function pagesOver(
  ports: FakePorts = fakePorts(),
  { mode = "demo", onLoopback = true, live }: {
    mode?: Mode;
    onLoopback?: boolean;
    /** Tells the pages what changes; without it they stand still. */
    live?: LiveHub;
  } = {},
): Promise<Api> {
  if (handler === null) {
    const root = new URL("../", import.meta.url).href;
    const apply = await new Builder<State>({ root }).build({ snapshot: "memory" });
    apply(app);
    handler = app.handler();
  }
  const answer = handler;
  const isOpenDemo = mode === "demo" && onLoopback;
  connectBackend({ ports, mode, isOpenDemo });
  const options = { ...apiOptions(ports, isOpenDemo), ...live === undefined ? {} : { live } };
  return createApi(ports, options, (request) => answer(request));
}

/** What tells the pages over these ports what changes, by the clock given; whoever makes it closes it. */
export function liveOver(ports: FakePorts, clock: SystemClock = ports.clock): LiveHub {
  const backend = { ports: { ...ports, clock }, mode: "demo", isOpenDemo: true } as const;
  return new LiveHub({ ...ports, clock, sourceOf: (topic) => sourceOf(backend, topic) });
}

/** Every page that there is. */
export const PAGES = [
  "/",
  "/trades",
  "/signals",
  "/orders",
  "/news",
  "/strategies",
  "/actors",
  "/controls",
] as const;

/** Asks for a page as a browser on this machine does. */
export async function ask(pages: Api, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("host", "localhost");
  return await pages.request(`http://localhost${path}`, { ...init, headers }, HERE);
}

/** A page's words, as a reader sees them. */
export async function wordsOf(
  pages: Api,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const text = await (await ask(pages, path, { headers })).text();
  return text.replace(/^[\s\S]*<body>/, "").replace(/<[^>]*>/g, " ").replace(/\s+/g, " ")
    .replaceAll("&amp;", "&").replaceAll("&#39;", "'").replaceAll("&quot;", '"');
}
