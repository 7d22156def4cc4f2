/**
 * Orders the files of `routes/`: `_app` first, then in each folder middleware, layout and error
 * page, `index`, static parts, groups, parameters, rest; what is deeper comes before what it may
 * be confused with.
 */
export function sortRoutePaths(a: string, b: string): number {
  const [appA, appB] = [isApp(a), isApp(b)];
  if (appA || appB) return Number(appB) - Number(appA);
  return compareParts(parts(a), parts(b));
}

/**
 * Orders routes by which of them answers a URL that several match: static parts win over
 * parameters, parameters over the rest, and groups do not count.
 */
export function byPrecedence(a: string, b: string): number {
  const ungrouped = (path: string) => parts(path).filter((part) => !isGroup(part));
  return compareParts(ungrouped(a), ungrouped(b));
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [partA, partB] = [a[i]!, b[i]!];
    if (partA === partB) continue;
    const byRank = rank(partA, i === a.length - 1) - rank(partB, i === b.length - 1);
    return byRank !== 0 ? byRank : partA < partB ? -1 : 1;
  }
  return b.length - a.length;
}

function isApp(path: string): boolean {
  return /(^|\/)_app(\.[tj]sx?)?$/.test(path);
}

function isGroup(part: string): boolean {
  return part.startsWith("(") && part.endsWith(")");
}

function parts(path: string): string[] {
  return path.replace(/\.[tj]sx?$/, "").split("/").filter((part) => part !== "");
}

/** The lower, the earlier. What wraps pages precedes every page of its folder. */
function rank(part: string, isFile: boolean): number {
  if (isFile) {
    const wrapper = ["_middleware", "_layout", "_error", "_500", "_404"].indexOf(part);
    if (wrapper >= 0) return wrapper;
    if (part.startsWith("_")) return 5;
    if (part === "index") return 6;
  }
  if (isGroup(part)) return 8;
  if (part.startsWith("[...")) return 11;
  if (part.startsWith("[[")) return 10;
  return part.includes("[") ? 9 : 7;
}
