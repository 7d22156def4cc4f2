import { z } from "zod";

/**
 * The value that a text from the environment or the command line stands for, by the kind of its
 * schema: numbers and booleans are read, lists are split at commas, anything else stays text.
 * Text that does not fit is handed on as it is, so that the schema refuses it.
 */
export function valueFromText(schema: z.ZodType, text: string): unknown {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodNumber) return numberFromText(text);
  if (inner instanceof z.ZodBoolean) return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
  if (inner instanceof z.ZodArray) {
    const element = inner.element as z.ZodType;
    const items = text.split(",").map((item) => item.trim()).filter((item) => item !== "");
    return items.map((item) => valueFromText(element, item));
  }
  if (inner instanceof z.ZodUnion) {
    for (const choice of inner.options as readonly z.ZodType[]) {
      const value = valueFromText(choice, text);
      if (choice.safeParse(value).success) return value;
    }
  }
  return text;
}

/** True where the schema, without its default, takes a list. */
export function isList(schema: z.ZodType): boolean {
  return unwrap(schema) instanceof z.ZodArray;
}

/** True where the schema, without its default, takes true or false. */
export function isFlag(schema: z.ZodType): boolean {
  return unwrap(schema) instanceof z.ZodBoolean;
}

/** The schema's default, written as a text that {@link valueFromText} reads back; null without one. */
export function defaultText(schema: z.ZodType): string | null {
  const parsed = schema.safeParse(undefined);
  if (!parsed.success || parsed.data === undefined || parsed.data === null) return null;
  const text = Array.isArray(parsed.data) ? parsed.data.join(",") : String(parsed.data);
  // Nothing written is the same as not set.
  return text === "" ? null : text;
}

const BOOLEANS = new Map([["true", true], ["1", true], ["false", false], ["0", false]]);

function numberFromText(text: string): unknown {
  const trimmed = text.trim();
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(trimmed) ? Number(trimmed) : text;
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  for (;;) {
    if (
      inner instanceof z.ZodDefault || inner instanceof z.ZodOptional ||
      inner instanceof z.ZodNullable || inner instanceof z.ZodReadonly
    ) inner = inner.def.innerType as z.ZodType;
    else if (inner instanceof z.ZodPipe) inner = inner.def.in as z.ZodType;
    else return inner;
  }
}
