/** Imported for its effect: elements become what Fresh makes of them as they are created. */
import { Fragment, h, type JSX, options, type VNode } from "preact";
import { asset, assetSrcSet } from "../runtime/assets.ts";
import { unsupported } from "../unsupported.ts";
import { isPlain, plainElement, type Props } from "./elements.ts";
import { documentHead, headElements } from "./head.ts";
import { bound } from "./islands.ts";
import { currentLink } from "./links.ts";
import { FreshScripts } from "./scripts.ts";
import { currentRender } from "./state.ts";

const previous = options.vnode;

options.vnode = (vnode: VNode) => {
  previous?.(vnode);
  if (isPlain()) return;
  if (typeof vnode.type === "string") element(vnode, vnode.type);
  else bound(vnode);
};

function element(vnode: JSX.Element, tag: string): void {
  const props: Props = vnode.props;
  for (const name of ["f-client-nav", "f-partial", "f-view-transition"]) {
    if (props[name] !== undefined && props[name] !== false) {
      throw unsupported(`The attribute ${name}`, "use plain links and forms");
    }
  }
  if (tag === "img" || tag === "source") lock(props);
  else if (tag === "a") vnode.type = Anchor;
  else if (tag === "html") props.children = [props.children, h(Saw, null)];
  else if (tag === "body") props.children = [props.children, h(FreshScripts, null)];
  else if (tag === "head") props.children = documentHead(props.children);
  else {
    const headElement = headElements.get(tag);
    if (headElement === undefined) return;
    if (tag === "link" && isFile(props)) lock(props);
    if (vnode.key !== undefined && vnode.key !== null) props["data-key"] = String(vnode.key);
    vnode.type = headElement;
  }
}

// Other links are addresses of pages, which stay as they are.
function isFile({ rel }: Props): boolean {
  return typeof rel === "string" &&
    /(^|\s)(stylesheet|icon|apple-touch-icon|manifest)(\s|$)/.test(rel);
}

function lock(props: Props): void {
  if (props["data-fresh-disable-lock"]) return;
  if (typeof props.href === "string") props.href = asset(props.href);
  if (typeof props.src === "string") props.src = asset(props.src);
  if (typeof props.srcset === "string") props.srcset = assetSrcSet(props.srcset);
}

function Anchor(props: Props): VNode {
  const state = currentRender();
  return plainElement("a", state === null ? props : { ...props, ...currentLink(props, state.url) });
}

function Saw(): VNode {
  const state = currentRender();
  if (state !== null) state.rendered.html = true;
  return h(Fragment, null);
}
