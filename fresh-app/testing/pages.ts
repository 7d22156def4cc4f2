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
  { mode = "demo", onLoopback = true, port = 8000, live }: {
    mode?: Mode;
    onLoopback?: boolean;
    /** Where it will be served: passkeys belong to that. */
    port?: number;
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
  const options = {
    ...apiOptions(ports, isOpenDemo, port),
    ...live === undefined ? {} : { live },
  };
  connectBackend({ ports, mode, isOpenDemo, auth: options.auth, siteOf: options.siteOf });
  return createApi(ports, options, (request) => answer(request));
}

/** What tells the pages over these ports what changes, by the clock given; whoever makes it closes it. */
export function liveOver(ports: FakePorts, clock: SystemClock = ports.clock): LiveHub {
  const { auth, siteOf } = apiOptions(ports);
  const parts = {
    ports: { ...ports, clock },
    mode: "demo",
    isOpenDemo: true,
    auth,
    siteOf,
  } as const;
  return new LiveHub({ ...ports, clock, sourceOf: (topic) => sourceOf(parts, topic) });
}

/** Every page that may be read in a demo without signing in, but for those that name a thing. */
export const PAGES = [
  "/",
  "/trades",
  "/signals",
  "/orders",
  "/news",
  "/strategies",
  "/backtests",
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
