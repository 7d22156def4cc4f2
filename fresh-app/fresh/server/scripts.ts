import { Fragment, h, type VNode } from "preact";
import { stringify } from "../serial/stringify.ts";
import { plainElement } from "./elements.ts";
import { outsideIsland } from "./islands.ts";
import { currentRender, type RenderState } from "./state.ts";

/** The end of a body: slots that no island rendered yet, and the script that boots the islands. */
export function FreshScripts(): VNode | null {
  const state = currentRender();
  if (state === null || state.rendered.body) return null;
  state.rendered.body = true;
  // They may hold islands themselves: the script comes after them.
  return h(Fragment, null, h(PendingSlots, null), h(BootScript, null));
}

function PendingSlots(): VNode | null {
  const state = currentRender();
  const pending = state?.slots.filter((slot) => slot !== null) ?? [];
  if (state === null || pending.length === 0) return null;
  for (const { id } of pending) state.slots[id] = null;
  const templates = pending.map(({ id, name, content }) =>
    plainElement("template", { id: `frsh-${id}-${name}`, children: outsideIsland(content) })
  );
  // Islands in these may leave slots of their own.
  return h(Fragment, null, ...templates, h(PendingSlots, null));
}

function BootScript(): VNode | null {
  const state = currentRender();
  if (state === null) return null;
  const { islands, build, nonce } = state;
  const lines: string[] = [];
  if (build.hmrClientEntry !== undefined) {
    lines.push(`import ${literal(path(state, build.hmrClientEntry))};`);
  }
  if (islands.size > 0) {
    lines.push(`import { boot } from ${literal(path(state, build.clientEntry))};`);
    for (const { name, exportName, file } of islands) {
      const binding = exportName === "default" ? name : `{ ${exportName} as ${name} }`;
      lines.push(`import ${binding} from ${literal(path(state, file))};`);
    }
    const names = [...islands].map(({ name }) => name).join(",");
    lines.push(`boot({${names}},${literal(stringify(state.islandProps))});`);
  }
  if (lines.length === 0) return null;
  return plainElement("script", {
    type: "module",
    nonce,
    dangerouslySetInnerHTML: { __html: lines.join("") },
  });
}

/** The `Link` header that has the scripts of the page fetched early; empty without any. */
export function preloads(state: RenderState): string {
  const { islands, build } = state;
  if (islands.size === 0) return "";
  const files = new Set([build.clientEntry, ...[...islands].map(({ file }) => file)]);
  return [...files].map((file) =>
    `<${encodeURI(path(state, file))}>; rel="modulepreload"; as="script"`
  ).join(", ");
}

function path({ basePath }: RenderState, file: string): string {
  return basePath + file;
}

/** A JavaScript string that cannot end the script element around it. */
function literal(text: string): string {
  return JSON.stringify(text)
    .replace(
      /[<>\u2028\u2029]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
