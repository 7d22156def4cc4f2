import { z } from "zod";

/** What a schema accepts, in words that follow "must be": "a whole number from 1 to 9". */
export function ruleOf(schema: z.ZodType): string {
  return inWords(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function inWords(schema: JsonSchema): string {
  if (schema.enum !== undefined) return oneOf(schema.enum.map(String));
  if (schema.const !== undefined) return String(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return or(choices.map((choice) => inWords(choice)));
  switch (schema.type) {
    case "boolean":
      return "true or false";
    case "integer":
      return `a whole number${range(schema)}`;
    case "number":
      return `a number${range(schema)}`;
    case "array": {
      const items = schema.items;
      const each = typeof items === "object" && !Array.isArray(items) ? inWords(items) : "text";
      return `a list, separated by commas, each ${each}`;
    }
    default:
      return schema.format === "uri" ? "a URL" : "text";
  }
}

function range(schema: JsonSchema): string {
  // The safe-integer limits that every z.int() carries say nothing to a reader.
  const from = bounded(schema.minimum);
  const to = bounded(schema.maximum);
  const above = bounded(schema.exclusiveMinimum);
  const below = bounded(schema.exclusiveMaximum);
  if (from !== null && to !== null) return ` from ${from} to ${to}`;
  const parts = [
    above === null ? null : `above ${above}`,
    from === null ? null : `from ${from} up`,
    to === null ? null : `up to ${to}`,
    below === null ? null : `below ${below}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

function bounded(limit: unknown): number | null {
  return typeof limit === "number" && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : null;
}

function oneOf(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `one of ${or(names)}`;
}

function or(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} or ${parts.at(-1)}`;
}
