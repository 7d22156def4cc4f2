import type { FunctionComponent, VNode } from "preact";
import type { BuildCache } from "./build_cache.ts";
import type { ResolvedFreshConfig } from "./config.ts";
import { PARTIAL_SEARCH_PARAM } from "./constants.ts";
import { renderPage } from "./render.ts";
import type { LayoutConfig, RouteComponent } from "./types.ts";
import {
  isWebSocketHandlers,
  type UpgradedSocket,
  upgradeRequest,
  type WebSocketHandlers,
  type WebSocketUpgradeOptions,
  wire,
} from "./websocket.ts";

export type { Island, ServerIslandRegistry } from "./build_cache.ts";
export type { WebSocketHandlers, WebSocketUpgradeOptions } from "./websocket.ts";

/** What wraps the page at this point of the request: middleware adds to it on the way in. */
export interface UiTree<State> {
  app: RouteComponent<State> | null;
  /** Outermost first. */
  layouts: RouteComponent<State>[];
}

/** The build that answers this request. */
export let getBuildCache: <State>(ctx: Context<State>) => BuildCache<State>;

/** See {@link UiTree}. */
export let getInternals: <State>(ctx: Context<State>) => UiTree<State>;

/** The same as {@link Context}, by its former name. */
export type FreshContext<State = unknown> = Context<State>;

/** One request on its way through middleware and handlers. */
export class Context<State> {
  /** The app's configuration. */
  readonly config: ResolvedFreshConfig;
  /** The request's URL, with double slashes folded. */
  readonly url: URL;
  /** The request itself. */
  req: Request;
  /** The pattern that matched, null if none did. */
  readonly route: string | null;
  /** The values of the pattern's parameters. */
  readonly params: Record<string, string>;
  /** Shared by everything that handles this request. */
  readonly state: State = {} as State;
  /** What the handler passed to its page. */
  data: unknown = undefined;
  /** The error that an error page is about, else null. */
  error: unknown = null;
  /** Who is connected. */
  readonly info: Deno.ServeHandlerInfo;
  /** Whether the client asked for partials, which the subset answers with the whole page. */
  readonly isPartial: boolean;
  /** Passes the request on, and returns what came of it. */
  next: () => Promise<Response>;
  /** In layouts and `_app`: what they wrap. */
  Component!: FunctionComponent;

  readonly #buildCache: BuildCache<State>;
  readonly #internals: UiTree<State> = { app: null, layouts: [] };

  static {
    getBuildCache = (ctx) => ctx.#buildCache;
    getInternals = (ctx) => ctx.#internals;
  }

  constructor(
    req: Request,
    url: URL,
    info: Deno.ServeHandlerInfo,
    route: string | null,
    params: Record<string, string>,
    config: ResolvedFreshConfig,
    next: () => Promise<Response>,
    buildCache: BuildCache<State>,
  ) {
    this.req = req;
    this.url = url;
    this.info = info;
    this.route = route;
    this.params = params;
    this.config = config;
    this.next = next;
    this.isPartial = url.searchParams.has(PARTIAL_SEARCH_PARAM);
    this.#buildCache = buildCache;
  }

  /**
   * Sends the client elsewhere. A path stays on this origin: `//evil.com` becomes `/evil.com`.
   *
   * @param status 302 unless another redirect is meant
   */
  redirect(pathOrUrl: string, status = 302): Response {
    let location = pathOrUrl;
    if (pathOrUrl.startsWith("/")) {
      const end = pathOrUrl.search(/[?#]/);
      const path = end === -1 ? pathOrUrl : pathOrUrl.slice(0, end);
      // Browsers read a backslash as a slash.
      location = path.replace(/^[/\\]+/, "/").replace(/\/+/g, "/") + pathOrUrl.slice(path.length);
    }
    if (this.isPartial) {
      const [base = "", ...hash] = location.split("#");
      const separator = base.includes("?") ? "&" : "?";
      const fragment = hash.length === 0 ? "" : `#${hash.join("#")}`;
      location = `${base}${separator}${PARTIAL_SEARCH_PARAM}=true${fragment}`;
    }
    return new Response(null, { status, headers: { location } });
  }

  /** Renders JSX, in the layouts and `_app` of this place, to an HTML response. */
  async render(
    vnode: VNode | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    if (arguments.length === 0) throw new Error("No arguments passed to: ctx.render()");
    const { app, layouts } = this.#internals;
    return await renderPage(this, this.#buildCache, vnode, init, {
      app: config.skipAppWrapper ? null : app,
      layouts: config.skipInheritedLayouts ? [] : layouts,
    });
  }

  /** Answers with plain text. */
  text(content: string, init?: ResponseInit): Response {
    return new Response(content, init);
  }

  /** Answers with HTML that is already written. */
  html(content: string, init?: ResponseInit): Response {
    const headers = new Headers(init?.headers);
    headers.set("Content-Type", "text/html; charset=utf-8");
    return new Response(content, { ...init, headers });
  }

  /** Answers with JSON. */
  json(content: unknown, init?: ResponseInit): Response {
    return Response.json(content, init);
  }

  /** Answers with text or bytes as they come. */
  stream<U extends string | Uint8Array>(
    stream: Iterable<U> | AsyncIterable<U> | (() => Iterable<U> | AsyncIterable<U>),
    init?: ResponseInit,
  ): Response {
    const encoder = new TextEncoder();
    const chunks = ReadableStream.from<U>(typeof stream === "function" ? stream() : stream);
    const encode = new TransformStream<U, Uint8Array<ArrayBuffer>>({
      transform(chunk, controller) {
        controller.enqueue(
          chunk instanceof Uint8Array ? new Uint8Array(chunk) : encoder.encode(String(chunk)),
        );
      },
    });
    return new Response(chunks.pipeThrough(encode), init);
  }

  /**
   * Turns the request into a WebSocket. Given handlers, returns the response; without, the socket
   * too.
   *
   * @throws HttpError 400 if the request does not ask for a WebSocket
   */
  upgrade(options?: WebSocketUpgradeOptions): UpgradedSocket;
  upgrade(handlers: WebSocketHandlers, options?: WebSocketUpgradeOptions): Response;
  upgrade(
    first?: WebSocketHandlers | WebSocketUpgradeOptions,
    second?: WebSocketUpgradeOptions,
  ): UpgradedSocket | Response {
    if (!isWebSocketHandlers(first)) return upgradeRequest(this.req, first);
    const { socket, response } = upgradeRequest(this.req, second);
    wire(socket, first);
    return response;
  }
}
