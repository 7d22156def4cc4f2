export { mergePath, pathToPattern, patternToSegments } from "./patterns.ts";

/** The HTTP methods that a route can answer. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** Every method, for handlers that answer them all. */
export const METHODS: readonly Method[] = [
  ...["GET", "DELETE", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"] as const,
];

/** What a router found for a request. */
export interface RouteResult<T> {
  /** The values of the pattern's parameters; one that is absent is empty. */
  params: Record<string, string>;
  item: T | null;
  /** Whether the pattern that matched answers this method. */
  methodMatch: boolean;
  /** The pattern that matched, null if none did. */
  pattern: string | null;
}

/** Finds what answers a request. */
export interface Router<T> {
  add(method: Method, pathname: string, item: T): void;
  match(method: Method, url: URL): RouteResult<T>;
  getAllowedMethods(pattern: string): string[];
}

/** Whether a path is a URLPattern rather than a plain path. */
export const IS_PATTERN = /[*:{}+?()]/;

interface Entry<T> {
  readonly path: string;
  readonly pattern: URLPattern | null;
  readonly byMethod: Map<Method, T>;
}

/** Plain paths win over patterns; among patterns the one that was added first wins. */
export class UrlPatternRouter<T> implements Router<T> {
  readonly #plain = new Map<string, Entry<T>>();
  readonly #patterns = new Map<string, Entry<T>>();

  getAllowedMethods(pattern: string): string[] {
    const entry = this.#plain.get(pattern) ?? this.#patterns.get(pattern);
    return entry === undefined ? [] : [...entry.byMethod.keys()];
  }

  add(method: Method, pathname: string, item: T): void {
    const isPattern = IS_PATTERN.test(pathname);
    const entries = isPattern ? this.#patterns : this.#plain;
    let entry = entries.get(pathname);
    if (entry === undefined) {
      const pattern = isPattern ? new URLPattern({ pathname }) : null;
      entries.set(pathname, entry = { path: pathname, pattern, byMethod: new Map() });
    }
    if (!entry.byMethod.has(method)) entry.byMethod.set(method, item);
  }

  match(method: Method, url: URL): RouteResult<T> {
    const plain = this.#plain.get(url.pathname) ?? this.#plain.get(otherSlash(url.pathname));
    if (plain !== undefined) return this.#found(plain, method, {});
    for (const entry of this.#patterns.values()) {
      const match = entry.pattern!.exec(url);
      if (match !== null) return this.#found(entry, method, match.pathname.groups);
    }
    return { params: noParams(), item: null, methodMatch: false, pattern: null };
  }

  #found(
    entry: Entry<T>,
    method: Method,
    groups: Record<string, string | undefined>,
  ): RouteResult<T> {
    const { byMethod, path } = entry;
    const item = byMethod.get(method) ?? (method === "HEAD" ? byMethod.get("GET") : undefined);
    const params = noParams();
    if (item === undefined) return { params, item: null, methodMatch: false, pattern: path };
    for (const [name, value] of Object.entries(groups)) params[name] = decode(value ?? "");
    return { params, item, methodMatch: true, pattern: path };
  }
}

// Without a prototype: a parameter may be called `constructor`.
function noParams(): Record<string, string> {
  return Object.create(null);
}

/** `/a` for `/a/` and the other way about: routes answer in both forms. */
function otherSlash(pathname: string): string {
  return pathname.endsWith("/") ? pathname.slice(0, -1) : `${pathname}/`;
}

// An escape that is not UTF-8 stays as it was sent: it is the client's mistake, not a crash.
function decode(value: string): string {
  try {
    return decodeURI(value);
  } catch {
    return value;
  }
}
