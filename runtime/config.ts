import { z } from "zod";
import { defaultText, valueFromText } from "./config/text_value.ts";
import { ruleOf } from "./config/rule.ts";
import { nearestName } from "./nearest.ts";
import { redactUrls } from "./telemetry/redact.ts";

/** Every variable with this prefix is ours: one that nobody declared is a typing error. */
export const VARIABLE_PREFIX = "TRADING_";

/** What a person needs to know about one environment variable. */
export interface VariableMeta {
  /** Its name in the environment. */
  readonly variable: string;
  /** What it is for, in one phrase. */
  readonly meaning: string;
  /** Unit of the value, where it has one. */
  readonly unit?: string;
  /** A value that would be accepted; the default where it is not given. */
  readonly example?: string;
  /** What is accepted, in words after "must be", where the schema alone does not say it well. */
  readonly rule?: string;
  /** The value is never printed. Passwords inside URLs are hidden anyway. */
  readonly secret?: boolean;
}

const variables = z.registry<VariableMeta>();

/**
 * Ties a field of a configuration schema to an environment variable. The message of a custom
 * refinement on such a field continues the variable's name: "must not be the same as …".
 */
export function variable<S extends z.ZodType>(schema: S, meta: VariableMeta): S {
  variables.add(schema, meta);
  return schema;
}

/** Ends the name of a variable that names a file with the value: how secrets come as files. */
export const FILE_SUFFIX = "_FILE";

/** The environment, as `Deno.env.toObject()` gives it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment does not fit the schema. One sentence per problem, all of them at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";

  constructor(readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/**
 * Reads a configuration from the environment. A variable that is set to nothing counts as not set.
 * `NAME_FILE` names a file that holds the value of `NAME`; a line feed at its end does not count.
 * Throws a {@link ConfigError} that names every variable that is missing, wrong or unknown.
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  environment: Environment,
): z.output<S> {
  const input: Record<string, unknown> = {};
  const fields = declared(schema);
  const { env, problems: unreadable } = withFiles(environment, fields);
  for (const [field, { schema: fieldSchema, meta }] of fields) {
    const text = env[meta.variable];
    if (text !== undefined && text.trim() !== "") input[field] = valueFromText(fieldSchema, text);
  }
  const problems = [...unreadable, ...unknownVariables(env, fields)];
  const parsed = schema.safeParse(input);
  if (parsed.success && problems.length === 0) return parsed.data;
  // A list has an issue per wrong item; one sentence about the variable is enough.
  const seen = new Set<string>();
  for (const issue of parsed.error?.issues ?? []) {
    const field = fields.get(String(issue.path[0] ?? ""));
    const sentence = field === undefined ? issue.message : problemOf(field, issue, env);
    const subject = field?.meta.variable ?? sentence;
    if (!seen.has(subject)) problems.push(sentence);
    seen.add(subject);
  }
  throw new ConfigError(problems);
}

/** One row of the list of variables that `--help` and the README show. */
export interface VariableDoc {
  readonly variable: string;
  readonly meaning: string;
  readonly unit: string | null;
  /** What is accepted, in words. */
  readonly rule: string;
  /** The default as it would be written; null where there is none. */
  readonly default: string | null;
  readonly secret: boolean;
}

/** Everything that the schema reads from the environment, in the schema's order. */
export function listVariables(schema: z.ZodObject): VariableDoc[] {
  return [...declared(schema).values()].map(({ schema: fieldSchema, meta }) => ({
    variable: meta.variable,
    meaning: meta.meaning,
    unit: meta.unit ?? null,
    rule: meta.rule ?? ruleOf(fieldSchema),
    default: defaultText(fieldSchema),
    secret: meta.secret ?? false,
  }));
}

/** The configuration as it may be shown, by variable: secrets masked, URLs without their passwords. */
export function printableConfig<S extends z.ZodObject>(
  schema: S,
  config: z.output<S>,
): Record<string, string> {
  const printable: Record<string, string> = {};
  for (const [field, { meta }] of declared(schema)) {
    const value = (config as Record<string, unknown>)[field];
    if (value === undefined || value === null) continue;
    const text = Array.isArray(value) ? value.join(",") : String(value);
    printable[meta.variable] = meta.secret === true ? "***" : redactUrls(text);
  }
  return printable;
}

interface Declared {
  readonly schema: z.ZodType;
  readonly meta: VariableMeta;
}

function declared(schema: z.ZodObject): Map<string, Declared> {
  const fields = new Map<string, Declared>();
  for (const [field, fieldSchema] of Object.entries(schema.shape)) {
    const meta = variables.get(fieldSchema as z.ZodType);
    if (meta !== undefined) fields.set(field, { schema: fieldSchema as z.ZodType, meta });
  }
  return fields;
}

/** The environment with the values that files hold, and why some could not be read. */
function withFiles(
  given: Environment,
  fields: ReadonlyMap<string, Declared>,
): { env: Environment; problems: string[] } {
  const env: Record<string, string | undefined> = { ...given };
  const problems: string[] = [];
  for (const { meta: { variable } } of fields.values()) {
    const name = variable + FILE_SUFFIX;
    const path = env[name];
    delete env[name];
    if (path === undefined || path.trim() === "") continue;
    if (env[variable] !== undefined && env[variable] !== "") {
      problems.push(`${variable} and ${name} are both set; unset one of them.`);
      continue;
    }
    try {
      env[variable] = Deno.readTextFileSync(path).replace(/\r?\n$/, "");
    } catch (error) {
      const why = error instanceof Deno.errors.NotFound
        ? "does not exist"
        : error instanceof Deno.errors.PermissionDenied
        ? "may not be opened by this user"
        : "cannot be read as a file of text";
      problems.push(`${name} must name a file with the value, but ${quoted(path)} ${why}.`);
    }
  }
  return { env, problems };
}

function problemOf(field: Declared, issue: z.core.$ZodIssue, env: Environment): string {
  const { meta } = field;
  const text = env[meta.variable];
  const rule = meta.rule ?? ruleOf(field.schema);
  const example = meta.example ?? defaultText(field.schema);
  const mend = example === null ? "" : ` Set for example ${meta.variable}=${example}.`;
  if (text === undefined || text.trim() === "") {
    return `${meta.variable} is not set; it must be ${rule} (${meta.meaning}).${mend}`;
  }
  const broken = issue.code === "custom" ? issue.message : `must be ${rule}`;
  const found = meta.secret === true ? "a value that is not shown" : quoted(text);
  return `${meta.variable} ${broken}, but is ${found}.${mend}`;
}

function unknownVariables(env: Environment, fields: ReadonlyMap<string, Declared>): string[] {
  const known = new Set([...fields.values()].map(({ meta }) => meta.variable));
  return Object.keys(env)
    .filter((name) => name.toUpperCase().startsWith(VARIABLE_PREFIX) && !known.has(name))
    .sort()
    .map((name) => {
      const near = nearestName(name, known);
      return near === null
        ? `${name} is not a variable of this program. Unset it, or see --help for those that are.`
        : `${name} is not a variable of this program; did you mean ${near}? Rename or unset it.`;
    });
}

function quoted(text: string): string {
  const shown = redactUrls(text);
  return JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}…` : shown);
}
