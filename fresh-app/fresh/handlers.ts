import type { Context } from "./context.ts";
import type { Method } from "./router.ts";

/** What a handler returns to have its page rendered with data. */
export interface PageResponse<T> {
  data: T;
  headers?: HeadersInit | undefined;
  status?: number | undefined;
}

/** Headers and status of a page. */
export interface PageOptions {
  headers?: HeadersInit;
  status?: number;
}

/** Passes data from a handler to the component of its route. */
export function page<T>(data: T, options?: PageOptions): PageResponse<T>;
export function page(): PageResponse<undefined>;
export function page<T>(data?: T, options?: PageOptions): PageResponse<T | undefined> {
  return { data, headers: options?.headers, status: options?.status };
}

/** Answers a request with a response, or with data for the page. */
export interface HandlerFn<Data, State> {
  (
    ctx: Context<State>,
  ): Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;
}

/** One handler per HTTP method. */
export type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

/** A handler for every method, or one per method. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** The data that a handler passes to its page. */
export type RouteData<Handler extends RouteHandler<unknown, unknown>> = Handler extends
  RouteHandler<infer Data, unknown> ? Data : never;

/** Whether a route's handler is one per method. */
export function isHandlerByMethod<D, S>(handler: unknown): handler is HandlerByMethod<D, S> {
  return typeof handler === "object" && handler !== null && !Array.isArray(handler);
}
