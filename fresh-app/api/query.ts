import { z } from "zod";
import { ruleOf } from "../../runtime/config/rule.ts";
import { valueFromText } from "../../runtime/config/text_value.ts";
import { runStatusSchema } from "../../actors/domain/backtest.ts";
import { orderStatusSchema } from "../../actors/domain/order.ts";
import { tickerSchema, timeframeSchema } from "../../actors/domain/market.ts";
import { badParameters, type ParameterFault, type Problem } from "./problem.ts";

/** Most items that one answer of a list holds. */
export const LIMIT_MAX = 200;

/** Longest value of a parameter that is echoed in a problem document, in characters. */
const ECHO_MAX = 80;

/** Nothing may be asked for. */
export const noQuery = z.object({});

/** The parameters that every list takes. */
export const pageQuery = z.object({
  limit: z.int().min(1).max(LIMIT_MAX).default(50),
  cursor: z.string().min(1).max(512).optional()
    .describe("the nextCursor of the answer before, unchanged"),
});

/** {@link pageQuery} with the ticker that is spoken of. */
export const newsQuery = pageQuery.extend({
  ticker: tickerSchema.optional()
    .describe("a ticker as the exchange writes it, for example AAPL or BRK.B"),
});

/** {@link newsQuery} with the status of the orders that are asked for. */
export const ordersQuery = newsQuery.extend({ status: orderStatusSchema.optional() });

/** {@link pageQuery} with the status of the backtests that are asked for. */
export const backtestsQuery = pageQuery.extend({
  status: runStatusSchema.exclude(["deleted"]).optional(),
});

/** {@link pageQuery} with the ticker and the timeframe of the bars that are asked for. */
export const barsQuery = pageQuery.extend({
  ticker: tickerSchema.describe("a ticker as the exchange writes it, for example AAPL or BRK.B"),
  timeframe: timeframeSchema.optional(),
});

/**
 * Reads and checks the query of a request. Throws a `bad-parameter` problem that names everything
 * wrong at once: values that break a rule, parameters given twice, and names that do not exist here.
 */
export function readQuery<S extends z.ZodObject>(schema: S, url: string): z.output<S> {
  const search = new URL(url).searchParams;
  const known = Object.keys(schema.shape);
  const unknownRule = `left out; ${
    known.length === 0 ? "nothing is" : `${known.join(", ")} are`
  } known here`;
  const faults: ParameterFault[] = [];
  for (const name of new Set(search.keys())) {
    if (!known.includes(name)) faults.push(fault(name, unknownRule));
    else if (search.getAll(name).length > 1) faults.push(fault(name, "given once"));
  }
  const input: Record<string, unknown> = {};
  for (const name of known) {
    const text = search.get(name);
    if (text !== null) input[name] = valueFromText(schema.shape[name] as z.ZodType, text);
  }
  const parsed = schema.safeParse(input);
  for (const name of new Set(parsed.error?.issues.map((issue) => String(issue.path[0])))) {
    if (faults.some(({ parameter }) => parameter === name)) continue;
    const field = schema.shape[name] as z.ZodType;
    faults.push(fault(name, field.description ?? ruleOf(field)));
  }
  if (!parsed.success || faults.length > 0) throw badParameters(faults);
  return parsed.data;

  function fault(parameter: string, rule: string): ParameterFault {
    const value = search.get(parameter);
    return {
      parameter: shortened(parameter),
      rule,
      value: value === null ? null : shortened(value),
    };
  }
}

/** The problem of a cursor that no answer of this list ever gave. */
export function badCursor(cursor: string): Problem {
  return badParameters([{
    parameter: "cursor",
    rule: "the nextCursor of the answer before, unchanged",
    value: shortened(cursor),
  }]);
}

function shortened(text: string): string {
  return text.length > ECHO_MAX ? `${text.slice(0, ECHO_MAX)}…` : text;
}
