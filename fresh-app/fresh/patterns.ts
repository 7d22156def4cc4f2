/**
 * The URLPattern of a route file, from its path below `routes/` without the extension:
 * `[id]` is a parameter, `[[id]]` an optional one, `[...rest]` the rest of the path; `(group)` is
 * left out and `index` stands for its folder.
 *
 * @throws SyntaxError if parameters are nested, unbalanced or ambiguous
 */
export function pathToPattern(path: string, options?: { keepGroups: boolean }): string {
  const parts = path.split("/");
  if (parts.at(-1) === "index") parts.pop();
  let route = "";
  let plainParts = 0;
  for (const part of parts) {
    if (part.startsWith("[...") && part.endsWith("]")) {
      route += `/:${part.slice(4, -1)}*`;
    } else if (isGroup(part) && !options?.keepGroups) {
      continue;
    } else if (part.startsWith("[[") && part.endsWith("]]")) {
      route += `{/:${parameterName(part.slice(2, -2), path)}}?`;
    } else {
      route += `/${partToPattern(part, path)}`;
      plainParts++;
    }
  }
  if (route === "") return "/";
  // A route of optional parameters alone still begins with its slash.
  return route.startsWith("{/") && plainParts === 0 ? route.replace("{/", "/{") : route;
}

function isGroup(part: string): boolean {
  return part.startsWith("(") && part.endsWith(")");
}

function parameterName(name: string, path: string): string {
  if (/[[\]]/.test(name)) throw new SyntaxError(`Invalid route pattern: "${path}"`);
  return name;
}

function partToPattern(part: string, path: string): string {
  if (part.includes("][")) {
    throw new SyntaxError(
      `Invalid route pattern: "${path}". A parameter cannot be followed by another parameter ` +
        "without any characters in between.",
    );
  }
  if (part.includes("[[") || part.includes("]]")) {
    throw new SyntaxError(
      `Invalid route pattern: "${path}". An optional parameter needs to be a full segment.`,
    );
  }
  const pattern = part.replace(/\[([^[\]]*)\]/g, ":$1");
  return parameterName(pattern, path);
}

/** The segments of a pattern, root first; the last only if `includeLast`. */
export function patternToSegments(path: string, root: string, includeLast = false): string[] {
  if (path === "/" || path === "*" || path === "/*") return [root];
  // Optional parts own no segment: what is registered at /a holds for /a{/:b}?/c too.
  const segments = path.replace(/\{[^}]*\}\??/g, "").split("/");
  const last = segments.pop();
  if (segments[0] === "") segments.shift();
  if (includeLast && last !== undefined && last !== "") segments.push(last);
  return [root, ...segments];
}

/** `path` below `basePath`, either of which may be `/`, `*` or empty. */
export function mergePath(basePath: string, path: string, isMounting: boolean): string {
  let base = basePath.endsWith("*") ? basePath.slice(0, -1) : basePath;
  if (base === "/") base = "";
  if (path === "*") return base + (isMounting ? "" : "/*");
  return base !== "" && path === "/" ? base : base + path;
}
