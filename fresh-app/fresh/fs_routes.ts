import { type Command, CommandType, notFoundCommand, withHandler } from "./commands.ts";
import { isHandlerByMethod, type RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middlewares/mod.ts";
import { byPrecedence } from "./route_order.ts";
import type { MaybeLazy, Route, RouteComponent, RouteConfig } from "./types.ts";

export { sortRoutePaths } from "./route_order.ts";

/** What a file in `routes/` may export. */
export interface FreshFsMod<State> {
  config?: RouteConfig;
  handler?: RouteHandler<unknown, State> | Middleware<State>[];
  handlers?: RouteHandler<unknown, State> | Middleware<State>[];
  default?: RouteComponent<State> | Middleware<State> | Middleware<State>[];
}

/** A file in `routes/`, with its place in the app. */
export interface FsRouteFile<State> {
  /** Path below `routes/` without the extension, with a slash in front. */
  id: string;
  filePath: string;
  mod: MaybeLazy<FreshFsMod<State>>;
  /** Where it belongs in the tree of segments: with route groups. */
  pattern: string;
  /** What URLs it answers: without route groups. */
  routePattern: string;
  type: CommandType;
  overrideConfig: RouteConfig | undefined;
}

/**
 * The commands that the files of `routes/` stand for: what wraps pages in the order of the files,
 * then the routes, the more specific one first, whatever groups they are in.
 */
export function fsItemsToCommands<State>(items: readonly FsRouteFile<State>[]): Command<State>[] {
  const isRoute = ({ type }: FsRouteFile<State>) => type === CommandType.Route;
  const routes = items.filter(isRoute).sort((a, b) => byPrecedence(a.id, b.id));
  const wrappers = items.filter((item) => !isRoute(item));
  return [...wrappers, ...routes].flatMap((item) => toCommand(item) ?? []);
}

function toCommand<State>(item: FsRouteFile<State>): Command<State> | null {
  const { type, pattern, filePath } = item;
  const at = { pattern, includeLastSegment: true };
  if (type === CommandType.Route) return routeCommand(item);
  if (typeof item.mod === "function") {
    throw new Error(`${filePath} is loaded late, but only routes can be.`);
  }
  const mod = checked<State>(item.mod, filePath, type);
  const handler = mod.handlers ?? mod.handler;
  if (type === CommandType.Middleware) {
    const fns = handler ?? mod.default;
    if (fns === undefined) return null;
    if (isHandlerByMethod(fns)) {
      warn(`Middleware does not support object handlers with GET, POST, etc. in ${filePath}`);
      return null;
    }
    return { type, ...at, fns: (Array.isArray(fns) ? fns : [fns]) as Middleware<State>[] };
  }
  const component = mod.default as RouteComponent<State> | undefined;
  if (type === CommandType.Layout) {
    if (handler !== undefined) warn("Layout does not support handlers");
    return component === undefined ? null : { type, ...at, component, config: mod.config };
  }
  if (type === CommandType.App) return component === undefined ? null : { type, component };
  const route: Route<State> = {
    component,
    config: mod.config,
    handler: routeHandler(handler, filePath),
  };
  if (type === CommandType.Error) return { type, ...at, item: withHandler(route) };
  if (type === CommandType.NotFound) return notFoundCommand(route);
  throw new Error(`A file in routes/ cannot stand for "${type}": ${filePath}`);
}

function routeCommand<State>(item: FsRouteFile<State>): Command<State> {
  const { mod, filePath, pattern, routePattern } = item;
  const at = { type: CommandType.Route, pattern, includeLastSegment: false };
  if (typeof mod === "function") {
    const config = {
      methods: item.overrideConfig?.methods ?? "ALL",
      routeOverride: item.overrideConfig?.routeOverride ?? routePattern,
    } satisfies RouteConfig;
    return { ...at, config, route: async () => toRoute(await mod(), filePath, routePattern) };
  }
  return { ...at, config: undefined, route: toRoute(mod, filePath, routePattern) };
}

function toRoute<State>(raw: unknown, filePath: string, routePattern: string): Route<State> {
  const mod = checked<State>(raw, filePath, CommandType.Route);
  return {
    config: { ...mod.config, routeOverride: mod.config?.routeOverride ?? routePattern },
    handler: routeHandler(mod.handlers ?? mod.handler, filePath),
    component: mod.default as RouteComponent<State> | undefined,
  };
}

function routeHandler<State>(
  handler: RouteHandler<unknown, State> | Middleware<State>[] | undefined,
  filePath: string,
): RouteHandler<unknown, State> | undefined {
  if (!Array.isArray(handler)) return handler;
  throw new Error(
    `A route has one handler, or one per method, but ${filePath} exports an array of them: ` +
      "put all but the last into _middleware.ts.",
  );
}

// A module's exports are whatever its author wrote: they are checked before they are typed.
function checked<State>(raw: unknown, filePath: string, type: CommandType): FreshFsMod<State> {
  if (!isFreshModule<State>(raw, type)) {
    const needed = type === CommandType.Middleware
      ? "Middleware files must have a default export (a function or an array of functions)"
      : 'Route files must export a default component, a "handler" or "handlers", or a "config"';
    throw new Error(`Could not find relevant exports in: ${filePath}\n\n${needed}.`);
  }
  const handler = raw.handlers ?? raw.handler;
  if (typeof handler === "function" && handler.length > 1) {
    throw new Error(
      "Handlers must only have one argument but found more than one. " +
        `Check the function signature in: ${filePath}`,
    );
  }
  return raw;
}

function isFreshModule<State>(mod: unknown, type: CommandType): mod is FreshFsMod<State> {
  if (typeof mod !== "object" || mod === null) return false;
  const get = (name: string): unknown => Reflect.get(mod, name);
  const isHandler = (value: unknown) => typeof value === "function" || isObject(value);
  return typeof get("default") === "function" || isObject(get("config")) ||
    isHandler(get("handlers")) || isHandler(get("handler")) ||
    type === CommandType.Middleware && Array.isArray(get("default"));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function warn(message: string): void {
  // deno-lint-ignore no-console -- Fresh warns on the console of whoever develops the app
  console.warn(`🍋 %c[WARNING] Unsupported route config: ${message}`, "color:rgb(251, 184, 0)");
}
