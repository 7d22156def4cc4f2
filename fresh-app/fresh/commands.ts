import { HttpError } from "./error.ts";
import { isHandlerByMethod } from "./handlers.ts";
import {
  compileMiddlewares,
  type MaybeLazyMiddleware,
  type Middleware,
} from "./middlewares/mod.ts";
import { mergePath } from "./patterns.ts";
import { type Method, METHODS, type Router } from "./router.ts";
import {
  getOrCreateSegment,
  newSegment,
  renderRoute,
  type Segment,
  segmentToMiddlewares,
} from "./segments.ts";
import type { LayoutConfig, MaybeLazy, Route, RouteComponent, RouteConfig } from "./types.ts";

/** What kinds of commands there are; the values name them in snapshots of file routes too. */
export const CommandType = {
  Middleware: "middleware",
  Layout: "layout",
  App: "app",
  Route: "route",
  Error: "error",
  NotFound: "notFound",
  Handler: "handler",
  FsRoute: "fsRoute",
} as const;

/** See the constant of the same name. */
export type CommandType = typeof CommandType[keyof typeof CommandType];

/** A command that holds for a part of the paths. */
interface At {
  readonly pattern: string;
  /** Whether the last part of the pattern is a segment of its own. */
  readonly includeLastSegment: boolean;
}

/** One call on an {@link App}, kept until its handler is made: the order of calls decides. */
export type Command<State> =
  | At & { readonly type: "middleware"; readonly fns: MaybeLazyMiddleware<State>[] }
  | At & {
    readonly type: "layout";
    readonly component: RouteComponent<State>;
    readonly config: LayoutConfig | undefined;
  }
  | At & { readonly type: "error"; readonly item: Route<State> }
  | At & {
    readonly type: "route";
    readonly route: MaybeLazy<Route<State>>;
    readonly config: RouteConfig | undefined;
  }
  | At & {
    readonly type: "handler";
    readonly method: Method | "ALL";
    readonly fns: MaybeLazyMiddleware<State>[];
  }
  | At & { readonly type: "fsRoute"; readonly getItems: () => Command<State>[] }
  | { readonly type: "app"; readonly component: RouteComponent<State> }
  | { readonly type: "notFound"; readonly fn: Middleware<State> };

/** Answers what no route matches. */
export const notFound = (): Promise<Response> => Promise.reject(new HttpError(404));

/** Answers a method that the route does not have. */
export const methodNotAllowed = (): Promise<Response> => Promise.reject(new HttpError(405));

const emptyPage = () => ({ data: {} });

/** A route that has a handler: one that renders the component where none is given. */
export function withHandler<State>(
  routeOrMiddleware: Route<State> | Middleware<State>,
): Route<State> {
  if (typeof routeOrMiddleware === "function") return { handler: routeOrMiddleware };
  const { handler, component } = routeOrMiddleware;
  if (handler === undefined) {
    return { ...routeOrMiddleware, handler: component === undefined ? notFound : emptyPage };
  }
  if (isHandlerByMethod<unknown, State>(handler) && component !== undefined && !handler.GET) {
    return { ...routeOrMiddleware, handler: { ...handler, GET: emptyPage } };
  }
  return routeOrMiddleware;
}

/** The command for a page that answers what no route matches. */
export function notFoundCommand<State>(
  routeOrMiddleware: Route<State> | Middleware<State>,
): Command<State> {
  const route = withHandler(routeOrMiddleware);
  return { type: "notFound", fn: (ctx) => renderRoute(ctx, route, 404) };
}

/** Fills the router, and returns what answers where no route does. */
export function applyCommands<State>(
  router: Router<Middleware<State>>,
  commands: readonly Command<State>[],
  basePath: string,
  onError?: (error: unknown) => void,
): { rootHandler: Middleware<State> } {
  const root = newSegment<State>("", null);
  apply(root, router, commands, basePath, onError);
  return { rootHandler: compileMiddlewares(segmentToMiddlewares(root), onError) };
}

function apply<State>(
  root: Segment<State>,
  router: Router<Middleware<State>>,
  commands: readonly Command<State>[],
  basePath: string,
  onError?: (error: unknown) => void,
): void {
  const add = (
    segment: Segment<State>,
    fns: MaybeLazyMiddleware<State>[],
    path: string,
    methods: readonly Method[],
  ) => {
    const compiled = compileMiddlewares([...segmentToMiddlewares(segment), ...fns], onError);
    const full = mergePath(basePath, path, false) || "*";
    for (const method of methods) router.add(method, full, compiled);
  };

  for (const command of commands) {
    if (command.type === "app") {
      root.app = command.component;
      continue;
    }
    if (command.type === "notFound") {
      root.notFound = command.fn;
      continue;
    }
    if (command.type === "fsRoute") {
      const base = mergePath(basePath, command.pattern, true);
      apply(root, router, command.getItems(), base, onError);
      continue;
    }
    const segment = getOrCreateSegment(root, command.pattern, command.includeLastSegment);
    if (command.type === "middleware") segment.middlewares.push(...command.fns);
    else if (command.type === "error") segment.errorRoute = command.item;
    else if (command.type === "layout") {
      segment.layout = { component: command.component, config: command.config ?? null };
    } else if (command.type === "handler") {
      const methods = command.method === "ALL" ? METHODS : [command.method];
      add(segment, command.fns, command.pattern, methods);
    } else addRoute(command, (fn, path, methods) => add(segment, [fn], path, methods));
  }
}

function addRoute<State>(
  { pattern, route, config }: Extract<Command<State>, { type: "route" }>,
  add: (fn: Middleware<State>, path: string, methods: readonly Method[]) => void,
): void {
  if (typeof route === "function") {
    let loaded: Promise<Route<State>> | undefined;
    const methods = Array.isArray(config?.methods) ? config.methods : METHODS;
    const load = async (ctx: Parameters<Middleware<State>>[0]) => {
      loaded ??= route().then(withHandler);
      return await renderRoute(ctx, await loaded);
    };
    return add(load, config?.routeOverride ?? pattern, methods);
  }
  const whole = withHandler(
    config === undefined ? route : {
      ...route,
      config: { ...config, ...route.config },
    },
  );
  const methods = isHandlerByMethod<unknown, State>(whole.handler)
    ? Object.keys(whole.handler).filter(isMethod)
    : METHODS;
  add((ctx) => renderRoute(ctx, whole), whole.config?.routeOverride ?? pattern, methods);
}

function isMethod(name: string): name is Method {
  return METHODS.some((method) => method === name);
}
