import {
  type ComponentType,
  Fragment,
  type FunctionComponent,
  h,
  isValidElement,
  type JSX,
  type VNode,
} from "preact";
import type { BuildCache } from "./build_cache.ts";
import type { Context, UiTree } from "./context.ts";
import { NONCE_SYMBOL } from "./middlewares/csp.ts";
import { renderDocument } from "./server/document.ts";
import { preloads } from "./server/scripts.ts";
import { RenderState } from "./server/state.ts";
import type { AsyncAnyComponent, PageProps, RouteComponent } from "./types.ts";

export type { AsyncAnyComponent, PageProps } from "./types.ts";

/** Renders a page in its layouts and `_app`; any of them may answer in its place. */
export async function renderPage<State>(
  ctx: Context<State>,
  buildCache: BuildCache<State>,
  vnode: VNode | null,
  init: ResponseInit,
  { app, layouts }: UiTree<State>,
): Promise<Response> {
  if (vnode !== null && !isValidElement(vnode)) {
    throw new Error("Non-JSX element passed to: ctx.render()");
  }
  let content = vnode;
  for (const layout of layouts.toReversed()) {
    const inner = content;
    const result = await renderRouteComponent(ctx, layout, undefined, () => inner);
    if (result instanceof Response) return result;
    content = result;
  }
  // The app is rendered last, around what is then already HTML.
  let body: VNode | null = content;
  let shell: VNode | null = null;
  if (app !== null) {
    const result = await renderRouteComponent(ctx, app, null, () => body);
    if (result instanceof Response) return result;
    shell = result ?? h(Fragment, null);
  }

  const state = new RenderState(ctx.url, ctx.config.basePath, buildCache);
  const html = renderDocument(state, content, shell, (rendered) => body = rendered);
  const headers = new Headers(init.headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  const links = preloads(state);
  if (links !== "") headers.append("Link", links);
  const response = new Response(html, { ...init, status: init.status ?? 200, headers });
  // For csp(): a header would tell the nonce to everyone.
  return Object.assign(response, { [NONCE_SYMBOL]: state.nonce });
}

/** Calls a page, layout or `_app`: an async one is waited for, any other is left to Preact. */
export async function renderRouteComponent<State>(
  ctx: Context<State>,
  component: RouteComponent<State>,
  data: unknown,
  Component: FunctionComponent,
): Promise<JSX.Element | Response | null> {
  ctx.Component = Component;
  const { config, error, info, isPartial, params, req, state, url, route } = ctx;
  const props: PageProps<unknown, State> = {
    ...{ Component, config, data, error, info, isPartial, params, req, state, url, route },
  };
  // Only an async function is called here: hooks work in what Preact calls.
  if (component.constructor.name === "AsyncFunction") {
    return await (component as AsyncAnyComponent<typeof props>)(props);
  }
  return h(component as ComponentType<typeof props>, props);
}
