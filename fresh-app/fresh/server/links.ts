import type { Props } from "./elements.ts";

/**
 * The attributes by which a link shows that it leads to the page it is on (`data-current`) or to
 * one above it (`data-ancestor`); none where the author has set `aria-current`.
 */
export function currentLink(props: Props, url: URL): Props {
  const { href } = props;
  if (typeof href !== "string" || !href.startsWith("/")) return {};
  if (props["aria-current"] !== undefined) return {};
  const target = new URL(href, "http://localhost");
  const [here, there] = [trimmed(url.pathname), trimmed(target.pathname)];
  if (here === there && (target.search === "" || target.search === url.search)) {
    return { "data-current": "true", "aria-current": "page" };
  }
  const above = here === there || there === "/" || here.startsWith(`${there}/`);
  return above ? { "data-ancestor": "true", "aria-current": "true" } : {};
}

function trimmed(path: string): string {
  return path !== "/" && path.endsWith("/") ? path.slice(0, -1) : path;
}
