import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What an app can be told when it is made. */
export interface FreshConfig {
  /** Path in front of every route, such as `/app`. */
  basePath?: string;
  /** Whether the app is being developed or served to its users. */
  mode?: "development" | "production";
  /** Take protocol and host from `X-Forwarded-*`; only behind a proxy that sets them. */
  trustProxy?: boolean;
}

/** An app's configuration with every default filled in. */
export interface ResolvedFreshConfig {
  /** Root directory of the project. */
  root: string;
  /** See {@link FreshConfig.basePath}; empty where there is none. */
  basePath: string;
  /** See {@link FreshConfig.mode}. */
  mode: "development" | "production";
  /** See {@link FreshConfig.trustProxy}. */
  trustProxy: boolean;
}

/** A path, file URL or path relative to `root`, as an absolute path with forward slashes. */
export function parseDirPath(path: string, root: string): string {
  const full = path.startsWith("file://")
    ? fileURLToPath(path)
    : isAbsolute(path)
    ? path
    : join(root, path);
  return full.replaceAll("\\", "/");
}
