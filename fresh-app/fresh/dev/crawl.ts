import { relative } from "node:path";
import { CommandType } from "../commands.ts";
import type { FsRouteFile } from "../fs_routes.ts";
import { pathToPattern } from "../patterns.ts";
import { sortRoutePaths } from "../route_order.ts";
import { filesBelow } from "./files.ts";

/** A file in `routes/` before it is loaded. */
export type RouteFile = Omit<FsRouteFile<unknown>, "mod">;

/** The routes and islands of a project, by absolute paths. */
export interface ProjectFiles {
  routes: RouteFile[];
  islands: string[];
}

const CODE = /\.[tj]sx?$/;

/** Finds the routes and islands of a project; files that match `ignore` are neither. */
export async function crawl(
  routeDir: string,
  islandDir: string,
  ignore: readonly RegExp[],
): Promise<ProjectFiles> {
  const isCode = (path: string) => CODE.test(path) && !ignore.some((each) => each.test(path));
  const inRoutes = (await filesBelow(routeDir)).filter(isCode);
  const islands = (await filesBelow(islandDir)).filter(isCode);
  const routes: RouteFile[] = [];
  for (const filePath of inRoutes) {
    const id = "/" + relative(routeDir, filePath).replaceAll("\\", "/").replace(CODE, "");
    // Folders such as (_components) are beside the routes, and not part of them.
    const beside = /\/\((_[^/]+)\)\//.exec(id)?.[1];
    if (beside === undefined) routes.push(toRouteFile(id, filePath));
    else if (beside === "_islands") islands.push(filePath);
  }
  return { routes: routes.sort((a, b) => sortRoutePaths(a.id, b.id)), islands };
}

/** What a file in `routes/` stands for, from its path below that folder without the extension. */
export function toRouteFile(id: string, filePath: string): RouteFile {
  const file = { id, filePath, overrideConfig: undefined };
  const [, folder = "", name = ""] = /^(.*)\/([^/]*)$/.exec(id) ?? [];
  const type = typeOf(name);
  if (type === CommandType.App || type === CommandType.NotFound) {
    return { ...file, type, pattern: "*", routePattern: "*" };
  }
  if (type !== CommandType.Route) {
    const pattern = pathToPattern(folder.slice(1), { keepGroups: true });
    return { ...file, type, pattern, routePattern: pattern };
  }
  const pattern = pathToPattern(id.slice(1), { keepGroups: true });
  return {
    ...file,
    type,
    // A folder's own segment holds its index too.
    pattern: name === "index" && !pattern.endsWith("/") ? `${pattern}/` : pattern,
    routePattern: pathToPattern(id.slice(1)),
  };
}

function typeOf(name: string): CommandType {
  if (name === "_app") return CommandType.App;
  if (name === "_layout") return CommandType.Layout;
  if (name === "_middleware") return CommandType.Middleware;
  if (name === "_404") return CommandType.NotFound;
  return name === "_error" || name === "_500" ? CommandType.Error : CommandType.Route;
}
