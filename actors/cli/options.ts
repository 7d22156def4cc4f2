import { parseArgs } from "node:util";
import { z } from "zod";
import { defaultText, isFlag, isList, valueFromText } from "../../runtime/config/text_value.ts";
import { ruleOf } from "../../runtime/config/rule.ts";
import { nearestName } from "../../runtime/nearest.ts";
import { UserError } from "./failures.ts";

/** What `--help` says about an option. */
export interface OptionMeta {
  readonly doc: string;
  /** Name of the value in the help, for example `DIR`; flags have none. */
  readonly value?: string;
  /** What is accepted, in words after "must be", where the schema alone does not say it well. */
  readonly rule?: string;
}

/** Options of a task by name, in camel case; `barSize` is written `--bar-size`. */
export type OptionSchemas = Readonly<Record<string, z.ZodType>>;

/** The parsed values of {@link OptionSchemas}. */
export type OptionValues<O extends OptionSchemas> = { readonly [K in keyof O]: z.output<O[K]> };

/** Arguments without a name that a task takes. */
export interface Positionals {
  /** Name in the help, for example `FILTER`. */
  readonly value: string;
  readonly doc: string;
  readonly min: number;
  readonly max: number;
}

const metas = z.registry<OptionMeta>();

/** Declares an option: booleans are flags, lists may be repeated or comma-separated. */
export function option<S extends z.ZodType>(schema: S, meta: OptionMeta): S {
  metas.add(schema, meta);
  return schema;
}

/** How an option is written on the command line. */
export function flagName(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Options that every task has; they are seen before all others. */
export const COMMON_OPTIONS: readonly { readonly flag: string; readonly doc: string }[] = [
  { flag: "--json", doc: "one JSON document on stdout, everything else on stderr" },
  { flag: "--help", doc: "this text" },
];

/** What {@link parseOptions} needs to know of a task. */
export interface OptionSpec<O extends OptionSchemas> {
  readonly name: string;
  readonly options: O;
  readonly positionals?: Positionals;
}

/**
 * Reads a task's arguments. Throws a {@link UserError} with one sentence per problem: an unknown
 * option with the nearest known one, a missing or wrong value, too many or too few arguments.
 */
export function parseOptions<const O extends OptionSchemas>(
  spec: OptionSpec<O>,
  argv: readonly string[],
): { options: OptionValues<O>; args: string[]; json: boolean; help: boolean } {
  const byFlag = new Map(Object.keys(spec.options).map((name) => [flagName(name), name]));
  const texts = new Map<string, string[]>();
  const args: string[] = [];
  const problems: string[] = [];
  const common = new Set<string>();
  for (const token of tokens(spec.options, argv)) {
    if (token.kind === "positional") args.push(token.value);
    if (token.kind !== "option") continue;
    const flag = token.rawName;
    const name = byFlag.get(flag);
    if (COMMON_OPTIONS.some((known) => known.flag === flag) || flag === "-h") {
      common.add(flag === "-h" ? "--help" : flag);
    } else if (name === undefined) problems.push(unknownOption(spec.name, flag, byFlag.keys()));
    else {
      const schema = spec.options[name]!;
      const text = token.value ?? (isFlag(schema) ? "true" : undefined);
      const swallowed = token.inlineValue === false && /^--?[a-z]/i.test(text ?? "");
      if (text === undefined || swallowed) problems.push(`${flag} needs a value: ${rule(schema)}.`);
      else texts.set(name, [...(texts.get(name) ?? []), text]);
    }
  }
  const values: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(spec.options)) {
    const given = texts.get(name);
    if (given !== undefined && given.length > 1 && !isList(schema)) {
      problems.push(`${flagName(name)} is given ${given.length} times; give it once.`);
    }
    const text = given?.join(",");
    const parsed = schema.safeParse(text === undefined ? undefined : valueFromText(schema, text));
    if (parsed.success) values[name] = parsed.data;
    else problems.push(wrongValue(flagName(name), schema, text, parsed.error));
  }
  problems.push(...wrongCount(spec, args));
  const help = common.has("--help");
  if (problems.length > 0 && !help) throw new UserError(problems.join("\n"));
  return { options: values as OptionValues<O>, args, json: common.has("--json"), help };
}

/** The lines of `--help` about a task's own options: flag, meaning, default. */
export function optionHelp(options: OptionSchemas): [string, string][] {
  return Object.entries(options).map(([name, schema]) => {
    const meta = metas.get(schema);
    const value = isFlag(schema) ? "" : ` ${meta?.value ?? "VALUE"}`;
    const fallback = isFlag(schema) ? null : defaultText(schema);
    const tail = fallback === null || fallback === "" ? "" : ` (default ${fallback})`;
    return [`${flagName(name)}${value}`, `${meta?.doc ?? ""}${tail}`];
  });
}

function tokens(options: OptionSchemas, argv: readonly string[]) {
  const types: Record<string, { type: "string" | "boolean" }> = {};
  for (const [name, schema] of Object.entries(options)) {
    types[flagName(name).slice(2)] = { type: isFlag(schema) ? "boolean" : "string" };
  }
  for (const { flag } of COMMON_OPTIONS) types[flag.slice(2)] = { type: "boolean" };
  const args = [...argv];
  return parseArgs({ args, options: types, strict: false, allowPositionals: true, tokens: true })
    .tokens;
}

function unknownOption(task: string, flag: string, known: Iterable<string>): string {
  const near = nearestName(flag, [...known, ...COMMON_OPTIONS.map((common) => common.flag)]);
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  return `${flag} is not an option of "${task}".${guess} ` +
    `"deno task ${task} --help" lists them.`;
}

function rule(schema: z.ZodType): string {
  return metas.get(schema)?.rule ?? ruleOf(schema);
}

function wrongValue(
  flag: string,
  schema: z.ZodType,
  text: string | undefined,
  error: z.ZodError,
): string {
  if (text === undefined) return `${flag} is missing; it must be ${rule(schema)}.`;
  const custom = error.issues.find((issue) => issue.code === "custom");
  const broken = custom?.message ?? `must be ${rule(schema)}`;
  return `${flag} ${broken}, but is ${JSON.stringify(text)}.`;
}

function wrongCount<O extends OptionSchemas>(spec: OptionSpec<O>, args: readonly string[]) {
  const { min, max, value } = spec.positionals ?? { min: 0, max: 0, value: "" };
  if (args.length < min) {
    return [`"${spec.name}" needs ${value}. "deno task ${spec.name} --help" explains it.`];
  }
  if (args.length <= max) return [];
  const extra = JSON.stringify(args[max]);
  return [
    `${extra} is one argument too many. "deno task ${spec.name} --help" explains what to give.`,
  ];
}
