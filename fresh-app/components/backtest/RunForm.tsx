import type { StrategyForm } from "../../../actors/signal_generator/core.ts";
import { timeframeSchema } from "../../../actors/domain/market.ts";
import { type Fields, PARAMETER } from "../../data/backtest_form.ts";
import { spaced } from "../../words/names.ts";

const KINDS = [
  ["stored", "Stored bars of this system"],
  ["simulated", "The simulated market"],
  ["files", "Files in TRADING_BACKTEST_BARS"],
] as const;

/** Asks for a run. Choosing a strategy shows the parameters that its own file declares. */
export function RunForm(
  { fields, forms, faults }: {
    fields: Fields;
    forms: readonly StrategyForm[];
    faults: readonly string[];
  },
) {
  const { strategy, kind } = fields;
  const alone = forms.find(({ name }) => name === strategy);
  const input = (name: string, label: string, type = "text", hint?: string) => (
    <label>
      {label}
      <input name={name} type={type} value={fields[name] ?? ""} placeholder={hint} />
    </label>
  );
  return (
    <>
      <form method="get" action="/backtests" class="filters" aria-label="What to run">
        <label>
          Strategy
          <select name="strategy">
            <option value="ensemble">the whole ensemble</option>
            {forms.map(({ name }) => (
              <option key={name} value={name} selected={name === strategy}>{spaced(name)}</option>
            ))}
          </select>
        </label>
        <label>
          Bars
          <select name="kind">
            {KINDS.map(([value, label]) => (
              <option key={value} value={value} selected={value === kind}>{label}</option>
            ))}
          </select>
        </label>
        <button type="submit">Choose</button>
      </form>
      <form method="post" action="/backtests" class="run-form">
        <input type="hidden" name="strategy" value={strategy} />
        <input type="hidden" name="kind" value={kind} />
        {faults.length === 0 ? null : (
          <ul class="problem" role="alert">
            {faults.map((fault) => <li key={fault}>{fault}</li>)}
          </ul>
        )}
        <div class="filters">
          {input("tickers", "Tickers", "text", "AAPL, MSFT")}
          {kind === "stored"
            ? (
              <>
                <label>
                  Bar size
                  <select name="timeframe">
                    {timeframeSchema.options.map((each) => (
                      <option key={each} value={each} selected={each === fields.timeframe}>
                        {each}
                      </option>
                    ))}
                  </select>
                </label>
                {input("from", "First day", "date")}
                {input("to", "Last day", "date")}
              </>
            )
            : kind === "simulated"
            ? (
              <>
                {input("from", "First day", "date")}
                {input("sessions", "Sessions", "number")}
                {input("seed", "Seed", "number")}
              </>
            )
            : null}
          {input("cash", "Cash, $", "text", alone === undefined ? "as set" : "10000")}
          {alone === undefined ? null : input("commission", "Commission, %", "text", "0")}
          {input("slippage", "Slippage, bps", "text", alone === undefined ? "as set" : "0")}
        </div>
        {alone === undefined || alone.parameters.length === 0 ? null : (
          <fieldset class="filters">
            <legend>Parameters of {spaced(alone.name)}</legend>
            {alone.parameters.map(({ name, kind, minimum, maximum, fallback }) => (
              <label key={name}>
                {spaced(name.replace(/([A-Z])/g, "_$1").toLowerCase())}
                <input
                  name={`${PARAMETER}${name}`}
                  type={kind === "whole" || kind === "number" ? "number" : "text"}
                  step={kind === "whole" ? "1" : "any"}
                  min={minimum ?? undefined}
                  max={maximum ?? undefined}
                  value={fields[`${PARAMETER}${name}`] ?? ""}
                  placeholder={String(fallback)}
                />
              </label>
            ))}
          </fieldset>
        )}
        <button type="submit" class="primary">Run the backtest</button>
      </form>
    </>
  );
}
