import { z } from "zod";
import { shippedStrategies } from "./shelf.ts";
import type { StrategyParams } from "./strategy.ts";

/** A parameter as a form asks for it. */
export interface ParameterForm {
  readonly name: string;
  readonly kind: "whole" | "number" | "flag" | "text";
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly fallback: StrategyParams[string];
}

/** A strategy as a form asks for it. */
export interface StrategyForm {
  readonly name: string;
  /** A yardstick that no ensemble is made of. */
  readonly alone: boolean;
  readonly parameters: readonly ParameterForm[];
}

/** What of a JSON schema a form needs. */
const propertySchema = z.object({
  type: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const objectSchema = z.object({ properties: z.record(z.string(), propertySchema).default({}) });

/** The strategies that come with the program, with what their own schemas say of their parameters. */
export function strategyForms(): readonly StrategyForm[] {
  return shippedStrategies.map((strategy) => {
    const schema = z.toJSONSchema(strategy.paramsSchema, { io: "input", unrepresentable: "any" });
    const { properties } = objectSchema.parse(schema);
    const { params } = strategy.prepare({});
    return {
      name: strategy.name,
      alone: strategy.alone,
      parameters: Object.entries(properties).map(([name, property]) => ({
        name,
        kind: kindOf(property.type),
        minimum: property.minimum ?? null,
        maximum: property.maximum ?? null,
        fallback: params[name] ?? null,
      })),
    };
  });
}

function kindOf(type: string | undefined): ParameterForm["kind"] {
  if (type === "integer") return "whole";
  if (type === "number") return "number";
  return type === "boolean" ? "flag" : "text";
}
