/**
 * Checks a compose file against the compose specification and prints what is wrong with it and what
 * it says, as one JSON document. A program of its own, with a lock file of its own: Deno fetches all
 * that a lock file names before a program starts, and only the test of the compose file needs these.
 */
const PACKAGES = { linter: "npm:dclint@3.1.0", yaml: "npm:yaml@2.9.1" } as const;

interface Linter {
  lintFiles(paths: readonly string[], recursive: boolean): Promise<
    readonly {
      readonly messages: readonly {
        readonly rule: string;
        readonly message: string;
        readonly line: number;
      }[];
    }[]
  >;
}

const path = Deno.args[0]!;
const [{ DCLinter }, { parse }] = await Promise.all(
  [PACKAGES.linter, PACKAGES.yaml].map((name) => import(name)),
);
// The schema, and what is unambiguously a mistake; matters of taste are ours.
const rules = Object.fromEntries(
  [
    "no-build-and-image",
    "no-version-field",
    "service-keys-order",
    "services-alphabetical-order",
    "top-level-properties-order",
    "service-dependencies-alphabetical-order",
    "service-image-require-explicit-tag",
    "service-ports-alphabetical-order",
    "no-quotes-in-volumes",
    "require-quotes-in-ports",
  ].map((rule) => [rule, 0]),
);
const linter: Linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
const problems = (await linter.lintFiles([path], false)).flatMap(({ messages }) =>
  messages.map(({ rule, message, line }) => `${line}: ${rule}: ${message}`)
);
const document: unknown = parse(await Deno.readTextFile(path), { merge: true });
Deno.stdout.writeSync(new TextEncoder().encode(JSON.stringify({ problems, document })));
