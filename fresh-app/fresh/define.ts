import type { AnyComponent } from "preact";
import type { HandlerByMethod, HandlerFn, RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middlewares/mod.ts";
import type { PageProps } from "./types.ts";

/** Helpers that return what they are given, so that the compiler infers its types. */
export interface Define<State> {
  /** For the handlers of a route: `ctx` is inferred, and so is the data for the page. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): typeof handlers;
  /** For the page of a route, which may be async; `define.page<typeof handler>` gives it the handler's data. */
  page<
    Handler extends RouteHandler<unknown, State> = never,
    Data = Handler extends HandlerFn<infer Data, State> ? Data
      : Handler extends HandlerByMethod<infer Data, State> ? Data
      : never,
  >(render: AnyComponent<PageProps<Data, State>>): typeof render;
  /** For one middleware or several. */
  middleware<M extends Middleware<State> | Middleware<State>[]>(middleware: M): typeof middleware;
  /** For layouts and `_app`. */
  layout(render: AnyComponent<PageProps<unknown, State>>): typeof render;
}

/** Definitions for an app whose middleware shares `State`; called once, in `utils.ts`. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    page: (render) => render,
    middleware: (middleware) => middleware,
    layout: (render) => render,
  };
}
