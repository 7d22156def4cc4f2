import type { BuildCache } from "./build_cache.ts";
import { EmptyBuildCache } from "./build_cache.ts";
import {
  applyCommands,
  type Command,
  CommandType,
  methodNotAllowed,
  notFound,
  notFoundCommand,
  withHandler,
} from "./commands.ts";
import type { FreshConfig, ResolvedFreshConfig } from "./config.ts";
import { Context, type WebSocketHandlers, type WebSocketUpgradeOptions } from "./context.ts";
import { answerError } from "./error_answer.ts";
import { type ListenOptions, serve } from "./listen.ts";
import type { MaybeLazyMiddleware, Middleware } from "./middlewares/mod.ts";
import { mergePath } from "./patterns.ts";
import { type Method, UrlPatternRouter } from "./router.ts";
import { registerIslands } from "./server/islands.ts";
import type { LayoutConfig, MaybeLazy, Route, RouteComponent, RouteConfig } from "./types.ts";

export type { ListenOptions } from "./listen.ts";

/** Who a request came from, where nobody says: in tests. */
export const DEFAULT_CONN_INFO: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 1234 },
  completed: Promise.resolve(),
};

/** Answers requests. */
export type AppHandler = (
  request: Request,
  info?: Deno.ServeHandlerInfo,
) => Promise<Response>;

/** Gives an app the build that its file routes, islands and static files come from. */
export let setBuildCache: <State>(
  app: App<State>,
  cache: BuildCache<State>,
  mode: "development" | "production",
) => void;

/**
 * Middleware, routes and layouts, added one after the other: what is added first is passed first,
 * so middleware belongs before the routes it is for.
 */
export class App<State> {
  /** The configuration with every default filled in. */
  config: ResolvedFreshConfig;

  readonly #commands: Command<State>[] = [];
  #buildCache: () => BuildCache<State> | null = () => null;

  static {
    setBuildCache = (app, cache, mode) => {
      app.config.root = cache.root;
      app.config.mode = mode;
      app.#buildCache = () => cache;
      registerIslands(cache.islandRegistry);
    };
  }

  constructor(config: FreshConfig = {}) {
    this.config = {
      root: ".",
      basePath: config.basePath ?? "",
      mode: config.mode ?? "production",
      trustProxy: config.trustProxy ?? false,
    };
  }

  /** Adds middleware for every path, or for those at and below `path`. */
  use(...middleware: MaybeLazyMiddleware<State>[]): this;
  use(path: string, ...middleware: MaybeLazyMiddleware<State>[]): this;
  use(
    first: string | MaybeLazyMiddleware<State>,
    ...others: MaybeLazyMiddleware<State>[]
  ): this {
    const [pattern, fns] = typeof first === "string" ? [first, others] : ["*", [first, ...others]];
    return this.#add({ type: CommandType.Middleware, ...at(pattern), fns });
  }

  /** What answers where no route does. */
  notFound(routeOrMiddleware: Route<State> | Middleware<State>): this {
    return this.#add(notFoundCommand(routeOrMiddleware));
  }

  /** What answers for errors at and below `path`. */
  onError(path: string, routeOrMiddleware: Route<State> | Middleware<State>): this {
    return this.#add({
      type: CommandType.Error,
      ...at(path),
      item: withHandler(routeOrMiddleware),
    });
  }

  /** The component around every page: the HTML shell. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#add({ type: CommandType.App, component });
  }

  /** The component around the pages at and below `path`. */
  layout(path: string, component: RouteComponent<State>, config?: LayoutConfig): this {
    return this.#add({ type: CommandType.Layout, ...at(path), component, config });
  }

  /** A page with its handlers. */
  route(path: string, route: MaybeLazy<Route<State>>, config?: RouteConfig): this {
    return this.#add({ type: CommandType.Route, ...at(path), route, config });
  }

  /** Answers GET, and HEAD where no handler of its own does. */
  get(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("GET", path, middlewares);
  }

  /** Answers POST. */
  post(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("POST", path, middlewares);
  }

  /** Answers PATCH. */
  patch(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("PATCH", path, middlewares);
  }

  /** Answers PUT. */
  put(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("PUT", path, middlewares);
  }

  /** Answers DELETE. */
  delete(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("DELETE", path, middlewares);
  }

  /** Answers HEAD. */
  head(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("HEAD", path, middlewares);
  }

  /** Answers every method. */
  all(path: string, ...middlewares: MaybeLazyMiddleware<State>[]): this {
    return this.#handle("ALL", path, middlewares);
  }

  /** Answers with a WebSocket. */
  ws(path: string, handlers: WebSocketHandlers, options?: WebSocketUpgradeOptions): this {
    return this.get(path, (ctx) => ctx.upgrade(handlers, options));
  }

  /** Puts the files of `routes/` here, below `pattern`. */
  fsRoutes(pattern = "*"): this {
    const getItems = () => this.#buildCache()?.getFsRoutes() ?? [];
    return this.#add({ type: CommandType.FsRoute, pattern, includeLastSegment: false, getItems });
  }

  /** Puts everything of another app here, below `path`. */
  mountApp(path: string, app: App<State>): this {
    for (const command of app.#commands) {
      if (command.type === "app" || command.type === "notFound") {
        this.#add(command);
        continue;
      }
      const { basePath } = app.config;
      const inner = basePath === "" ? command.pattern : mergePath(basePath, command.pattern, false);
      this.#add({
        ...command,
        pattern: mergePath(path, inner, true),
        includeLastSegment: command.pattern === "/" || command.includeLastSegment,
      });
    }
    app.#buildCache = () => this.#buildCache();
    return this;
  }

  /** The function that answers requests: for `Deno.serve`, and for tests. */
  handler(): AppHandler {
    const buildCache = this.#buildCache() ?? new EmptyBuildCache<State>();
    const router = new UrlPatternRouter<Middleware<State>>();
    const { basePath } = this.config;
    const { rootHandler } = applyCommands(router, this.#commands, basePath);

    return async (request, info = DEFAULT_CONN_INFO) => {
      const url = this.#urlOf(request);
      const method = request.method.toUpperCase() as Method;
      const { params, pattern, item } = router.match(method, url);
      const next = pattern === null || item !== null
        ? notFound
        : method === "OPTIONS"
        ? () => Promise.resolve(allowed(router.getAllowedMethods(pattern)))
        : methodNotAllowed;
      const config = this.config;
      const ctx = new Context(request, url, info, pattern, params, config, next, buildCache);
      try {
        const response = await (item ?? rootHandler)(ctx);
        if (!(response instanceof Response)) {
          throw new Error(
            `Expected a "Response" instance to be returned, but got: ${String(response)}`,
          );
        }
        return method === "HEAD" ? new Response(null, response) : response;
      } catch (error) {
        ctx.error = error;
        return answerError(error);
      }
    };
  }

  /** Serves the app; without a port, on the first free one from 8000. */
  listen(options: ListenOptions = {}): Promise<void> {
    return Promise.try(() => serve(this.handler(), this.config.basePath, options));
  }

  #add(command: Command<State>): this {
    this.#commands.push(command);
    return this;
  }

  #handle(method: Method | "ALL", path: string, fns: MaybeLazyMiddleware<State>[]): this {
    return this.#add({ type: CommandType.Handler, ...at(path), method, fns });
  }

  #urlOf(request: Request): URL {
    const url = new URL(request.url);
    // A path such as //evil.com would be another origin to whoever redirects to it.
    url.pathname = url.pathname.replace(/\/+/g, "/");
    if (this.config.trustProxy) {
      const protocol = request.headers.get("x-forwarded-proto");
      const host = request.headers.get("x-forwarded-host");
      if (protocol) url.protocol = `${protocol}:`;
      if (host) url.host = host;
    }
    return url;
  }
}

function at(pattern: string): { pattern: string; includeLastSegment: boolean } {
  return { pattern, includeLastSegment: true };
}

function allowed(methods: string[]): Response {
  return new Response(null, { status: 204, headers: { Allow: methods.join(", ") } });
}
