import { type ComponentChildren, type VNode } from "preact";
import { isValidElement, toChildArray } from "preact";
import { useEffect } from "preact/hooks";

/** `<Head>` of an island that has been hydrated: keeps the document's head up to date. */
export function ClientHead({ children }: { children?: ComponentChildren }): null {
  const elements = toChildArray(children).filter((child) => isValidElement(child));
  useEffect(() => elements.forEach(update));
  return null;
}

function update(vnode: VNode): void {
  if (typeof vnode.type !== "string") return;
  const { children, ...attributes } = vnode.props as Record<string, unknown>;
  const text = toChildArray(children as ComponentChildren).map(String).join("");
  if (vnode.type === "title") {
    document.title = text;
    return;
  }
  if (vnode.key !== null && vnode.key !== undefined) attributes["data-key"] = vnode.key;
  const element = find(vnode.type, attributes) ?? document.createElement(vnode.type);
  for (const [name, value] of Object.entries(attributes)) {
    const absent = value === undefined || value === null || value === false ||
      typeof value === "function" || typeof value === "object";
    if (!absent) element.setAttribute(name, value === true ? "" : String(value));
  }
  if (element.textContent !== text) element.textContent = text;
  if (!element.isConnected) document.head.append(element);
}

// The same identity as on the server: the key, else every attribute but the one that changes.
function find(tag: string, attributes: Record<string, unknown>): Element | undefined {
  const changing = tag === "meta" ? "content" : tag === "link" ? "href" : "nonce";
  const key = attributes["data-key"];
  return [...document.head.querySelectorAll(tag)].find((element) => {
    if (key !== undefined) return element.getAttribute("data-key") === String(key);
    const names = element.getAttributeNames().filter((name) => ![changing, "nonce"].includes(name));
    const wanted = Object.keys(attributes).filter((name) => name !== changing);
    return names.length === wanted.length &&
      wanted.every((name) => element.getAttribute(name) === String(attributes[name]));
  });
}
