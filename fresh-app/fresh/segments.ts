import { type Context, getInternals } from "./context.ts";
import { HttpError } from "./error.ts";
import { type HandlerFn, isHandlerByMethod, type PageResponse } from "./handlers.ts";
import type { MaybeLazyMiddleware, Middleware } from "./middlewares/mod.ts";
import { patternToSegments } from "./patterns.ts";
import { renderRouteComponent } from "./render.ts";
import type { Method } from "./router.ts";
import type { LayoutConfig, Route, RouteComponent } from "./types.ts";

/** One part of a path, with what holds for everything below it. */
export interface Segment<State> {
  readonly pattern: string;
  readonly parent: Segment<State> | null;
  readonly children: Map<string, Segment<State>>;
  readonly middlewares: MaybeLazyMiddleware<State>[];
  layout: { component: RouteComponent<State>; config: LayoutConfig | null } | null;
  errorRoute: Route<State> | null;
  /** Only the root has one, and only the root has an `app`. */
  notFound: Middleware<State> | null;
  app: RouteComponent<State> | null;
}

/** A segment without anything in it; the root's parent is null. */
export function newSegment<State>(
  pattern: string,
  parent: Segment<State> | null,
): Segment<State> {
  return {
    pattern,
    parent,
    children: new Map(),
    middlewares: [],
    layout: null,
    errorRoute: null,
    notFound: null,
    app: null,
  };
}

/** The segment of `path`, made where it is missing; its last part counts only if `includeLast`. */
export function getOrCreateSegment<State>(
  root: Segment<State>,
  path: string,
  includeLast: boolean,
): Segment<State> {
  const [, ...names] = patternToSegments(path, root.pattern, includeLast);
  let current = root;
  for (const name of names) {
    let child = current.children.get(name);
    if (child === undefined) current.children.set(name, child = newSegment(name, current));
    current = child;
  }
  return current;
}

/** Everything that a request passes on its way to `segment`, outermost first. */
export function segmentToMiddlewares<State>(
  segment: Segment<State>,
): MaybeLazyMiddleware<State>[] {
  const path: Segment<State>[] = [];
  for (let at: Segment<State> | null = segment; at !== null; at = at.parent) path.unshift(at);
  const root = path[0]!;
  return path.flatMap((each) => [frame(each, root), ...each.middlewares]);
}

// What a segment wraps around its pages, and who answers for errors below it.
function frame<State>(segment: Segment<State>, root: Segment<State>): Middleware<State> {
  return async (ctx) => {
    const internals = getInternals(ctx);
    if (segment.app !== null) internals.app = segment.app;
    if (segment.layout !== null) {
      const { component, config } = segment.layout;
      if (config?.skipAppWrapper) internals.app = null;
      internals.layouts = config?.skipInheritedLayouts
        ? [component]
        : [...internals.layouts, component];
    }
    try {
      return await ctx.next();
    } catch (error) {
      const status = error instanceof HttpError ? error.status : 500;
      if (status === 404 && root.notFound !== null) return await root.notFound(ctx);
      if (segment.errorRoute !== null) return await renderRoute(ctx, segment.errorRoute, status);
      throw error;
    }
  };
}

/**
 * Runs the route's handler, and renders its component with the data that the handler returned.
 *
 * @param status of the page, where the handler does not say
 */
export async function renderRoute<State>(
  ctx: Context<State>,
  route: Route<State>,
  status = 200,
): Promise<Response> {
  const internals = getInternals(ctx);
  if (route.config?.skipAppWrapper) internals.app = null;
  if (route.config?.skipInheritedLayouts) internals.layouts = [];

  const handler = handlerFor(ctx, route);
  if (handler === undefined) return await ctx.next();
  const result = await handler(ctx);
  if (result instanceof Response) return result;
  if (!isPageResponse(result)) {
    throw new Error(
      `A handler must return a Response or page(data), but the one of ${ctx.route ?? ctx.url} ` +
        `returned ${String(result)}.`,
    );
  }

  const headers = new Headers(result.headers);
  const init = { headers, status: result.status ?? status };
  if (route.component === undefined) return await ctx.render(null, init);
  ctx.data = result.data;
  const vnode = await renderRouteComponent(ctx, route.component, result.data, () => null);
  return vnode instanceof Response ? vnode : await ctx.render(vnode, init);
}

function isPageResponse(value: unknown): value is PageResponse<unknown> {
  return typeof value === "object" && value !== null;
}

function handlerFor<State>(
  ctx: Context<State>,
  { handler }: Route<State>,
): HandlerFn<unknown, State> | undefined {
  if (handler === undefined) throw new Error("Unexpected missing handlers");
  if (!isHandlerByMethod<unknown, State>(handler)) return handler;
  const method = ctx.req.method.toUpperCase() as Method;
  return handler[method] ?? (method === "HEAD" ? handler.GET : undefined);
}
