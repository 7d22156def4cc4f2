/** What `deno compile` says that it has embedded. */
export interface Embedded {
  /** Paths of files and folders, as the printed tree names them. */
  readonly paths: readonly string[];
  /** Of the embedded files, in bytes. */
  readonly bytes: number;
}

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** Reads the tree that `deno compile` prints. */
export function readEmbedded(output: string): Embedded {
  // deno-lint-ignore no-control-regex
  const lines = output.replaceAll(/\u001b\[[0-9;]*m/g, "").split("\n");
  const paths: string[] = [];
  const folders: string[] = [];
  for (const line of lines) {
    const match = /^((?:[│ ] )*)[├└]─[─┬] (.+?)(?: \([^()]*\))?$/.exec(line);
    if (match === null) continue;
    const depth = match[1]!.length / 2;
    folders.length = depth;
    folders[depth] = match[2]!.replace(/\/\*$/, "");
    paths.push(folders.join("/"));
  }
  const files = lines.map((line) => /^Files: ([\d.]+)([KMG]?B)/.exec(line)).find(Boolean);
  return {
    paths,
    bytes: files === undefined || files === null ? 0 : Number(files[1]) * UNITS[files[2]!]!,
  };
}

/** Packages and files that no binary may have: what only builds or tests. */
const FORBIDDEN: readonly (readonly [RegExp, string])[] = [
  [/_test\.tsx?$|_bench\.ts$/, "a test"],
  [/(^|\/)testing(\/|$)/, "what only tests use"],
  [
    /(^|\/)(esbuild|@esbuild|playwright-core|axe-core|fast-check|trading-signals|indicatorts|dclint)(\/|$)/,
    "a tool that builds or tests",
  ],
];

/** What should not have been embedded, in words. */
export function misplaced({ paths }: Embedded): string[] {
  return paths.flatMap((path) =>
    FORBIDDEN.filter(([pattern]) => pattern.test(path)).map(([, what]) => `${path} is ${what}`)
  );
}
