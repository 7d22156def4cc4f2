import { Fragment, h, type VNode } from "preact";
import { jsxTemplate } from "preact/jsx-runtime";
import { renderToString } from "preact-render-to-string";
import { type RenderState, withRender } from "./state.ts";
import "./hooks.ts";

/**
 * A whole HTML document. The content comes first, so that what it puts into `<Head>` is known when
 * the shell's head is rendered; tags that neither of them has are added around.
 *
 * @param shell `_app`, null without one
 * @param place gives the rendered content to the shell's `Component`
 */
export function renderDocument(
  state: RenderState,
  content: VNode | null,
  shell: VNode | null,
  place: (rendered: VNode) => void,
): string {
  return withRender(state, () => {
    let html = renderToString(content ?? h(Fragment, null));
    if (shell !== null) {
      place(raw(html));
      html = renderToString(shell);
    }
    const { rendered } = state;
    if (rendered.html && rendered.head && rendered.body) return `<!DOCTYPE html>${html}`;
    let whole: VNode = raw(html);
    // The hooks add scripts to a body; its content is rendered before its head is written.
    if (!rendered.body) whole = raw(renderToString(h("body", null, whole)));
    if (!rendered.head) {
      whole = h(Fragment, null, h("head", null, h("meta", { charset: "utf-8" })), whole);
    }
    if (!rendered.html) whole = h("html", null, whole);
    return `<!DOCTYPE html>${renderToString(whole)}`;
  });
}

/** HTML that is already written, as an element. */
function raw(html: string): VNode {
  return jsxTemplate([html]);
}
