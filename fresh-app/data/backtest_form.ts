import { type BacktestOrder, backtestOrderSchema } from "../../actors/domain/backtest.ts";
import type { ParameterForm, StrategyForm } from "../../actors/signal_generator/core.ts";

/** What a form was filled with, by the name of the field. */
export type Fields = Readonly<Record<string, string>>;

/** An order, or what is wrong with each field, as sentences. */
export type ReadOrder =
  | { readonly order: BacktestOrder; readonly faults: null }
  | { readonly order: null; readonly faults: readonly string[] };

/** The prefix of the fields of a strategy's parameters. */
export const PARAMETER = "p.";

/** What the form begins with. */
export const FIRST_FIELDS: Fields = {
  strategy: "ensemble",
  kind: "stored",
  tickers: "AAPL",
  timeframe: "1m",
  from: "",
  to: "",
  sessions: "20",
  seed: "1",
  cash: "",
  commission: "",
  slippage: "",
};

/** The fields that make an order again. Parameters that were left out stay out. */
export function fieldsOf(
  { strategy, data, params = {}, profile, cash, ...rest }: BacktestOrder,
): Fields {
  const { kind, tickers } = data;
  const slippage = profile?.slippage;
  return {
    ...FIRST_FIELDS,
    strategy,
    kind,
    tickers: tickers.join(", "),
    ...kind === "stored"
      ? { timeframe: data.timeframe, from: data.from ?? "", to: data.to ?? "" }
      : kind === "simulated"
      ? { from: data.from, sessions: String(data.sessions), seed: String(data.seed) }
      : {},
    cash: String(profile?.cash ?? cash ?? ""),
    commission: profile === undefined ? "" : String(profile.commission.fraction * 100),
    slippage: slippage?.model === "bps" ? String(slippage.bps) : String(rest.slippageBps ?? ""),
    ...Object.fromEntries(
      Object.entries(params).map(([name, value]) => [`${PARAMETER}${name}`, String(value)]),
    ),
  };
}

/** Reads a form. What is left empty is as it is by default. */
export function readOrder(fields: Fields, forms: readonly StrategyForm[]): ReadOrder {
  const faults: string[] = [];
  const { strategy = "ensemble", kind = "stored" } = fields;
  const number = (name: string, label: string) => {
    const text = fields[name]?.trim() ?? "";
    if (text === "") return undefined;
    const value = Number(text.replaceAll(",", ""));
    if (!Number.isFinite(value)) faults.push(`${label} must be a number; it is "${text}".`);
    return value;
  };
  const tickers = (fields.tickers ?? "").toUpperCase().split(/[\s,]+/).filter((each) =>
    each !== ""
  );
  const [from, to] = [fields.from || undefined, fields.to || undefined];
  const data = kind === "stored"
    ? { kind, tickers, timeframe: fields.timeframe, from, to }
    : kind === "simulated"
    ? {
      kind,
      tickers,
      from,
      sessions: number("sessions", "Sessions"),
      seed: number("seed", "Seed"),
    }
    : { kind, tickers };
  const cash = number("cash", "Cash");
  const bps = number("slippage", "Slippage");
  const percent = number("commission", "Commission");
  const alone = forms.find(({ name }) => name === strategy);
  const order = alone === undefined ? { strategy, data, cash, slippageBps: bps } : {
    strategy,
    data,
    params: paramsOf(alone, fields, faults),
    profile: {
      cash,
      commission: percent === undefined ? undefined : { fraction: percent / 100 },
      slippage: bps === undefined ? undefined : { model: "bps", bps },
    },
  };
  const read = backtestOrderSchema.safeParse(defined(order));
  if (!read.success) {
    faults.push(...read.error.issues.map(({ path, message }) => `${labelOf(path)}: ${message}.`));
  }
  return read.success && faults.length === 0
    ? { order: read.data, faults: null }
    : { order: null, faults };
}

function paramsOf({ parameters }: StrategyForm, fields: Fields, faults: string[]) {
  const params: Record<string, number | boolean | string> = {};
  for (const parameter of parameters) {
    const text = fields[`${PARAMETER}${parameter.name}`]?.trim() ?? "";
    if (text === "") continue;
    const value = valueOf(parameter, text);
    const fault = faultOf(parameter, value);
    if (fault === null) params[parameter.name] = value;
    else faults.push(`${parameter.name} must be ${fault}; it is "${text}".`);
  }
  return params;
}

function valueOf({ kind }: ParameterForm, text: string): number | boolean | string {
  if (kind === "text") return text;
  return kind === "flag" ? text === "true" : Number(text);
}

function faultOf({ kind, minimum, maximum }: ParameterForm, value: unknown): string | null {
  if (typeof value !== "number") return null;
  const isKind = Number.isFinite(value) && (kind !== "whole" || Number.isInteger(value));
  if (isKind && value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity)) return null;
  const range = minimum === null && maximum === null
    ? ""
    : ` from ${minimum ?? "anything"} to ${maximum ?? "anything"}`;
  return `a ${kind === "whole" ? "whole " : ""}number${range}`;
}

/** Names of an order's parts as the form calls them. */
function labelOf(path: readonly PropertyKey[]): string {
  const name = path.filter((part) => typeof part === "string").at(-1) ?? "The form";
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The value without members that are undefined, at any depth. */
function defined(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(([, each]) => each !== undefined).map(([name, each]) => [
      name,
      typeof each === "object" && each !== null && !Array.isArray(each) ? defined(each) : each,
    ]),
  );
}
