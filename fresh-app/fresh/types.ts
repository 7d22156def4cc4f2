import type { AnyComponent, JSX } from "preact";
import type { Context } from "./context.ts";
import type { RouteHandler } from "./handlers.ts";
import type { Method } from "./router.ts";

/** What a route module may export as `config`. */
export interface RouteConfig {
  /** URLPattern in place of the one that follows from the file's path. */
  routeOverride?: string;
  /** Render without the layouts of the folders above. */
  skipInheritedLayouts?: boolean;
  /** Render without `_app`. */
  skipAppWrapper?: boolean;
  /** Methods that the route answers, where its module is loaded late. */
  methods?: "ALL" | Method[];
}

/** What a layout module may export as `config`. */
export interface LayoutConfig {
  /** Leave out the layouts of the folders above. */
  skipInheritedLayouts?: boolean;
  /** Leave out `_app`. */
  skipAppWrapper?: boolean;
}

/** Something that is loaded when it is first needed. */
export type Lazy<T> = () => Promise<T>;

/** A value, or how to load it. */
export type MaybeLazy<T> = T | Lazy<T>;

/** What pages, layouts and `_app` receive. */
export type PageProps<Data = unknown, T = unknown> =
  & Pick<
    Context<T>,
    | "config"
    | "url"
    | "req"
    | "params"
    | "info"
    | "state"
    | "isPartial"
    | "Component"
    | "error"
    | "route"
  >
  & { data: Data };

/** A component that may wait for something, and may answer with a response of its own. */
export type AsyncAnyComponent<P> = (
  props: P,
) => Promise<JSX.Element | Response | null>;

/** A page, layout or `_app`; it may be async. */
export type RouteComponent<State> = AnyComponent<PageProps<unknown, State>>;

/** A route given in code. */
export interface Route<State> {
  component?: RouteComponent<State> | undefined;
  config?: RouteConfig | undefined;
  handler?: RouteHandler<unknown, State> | undefined;
}
