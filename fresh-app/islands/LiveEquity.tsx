import { useEffect, useState } from "preact/hooks";
import type { EquityView } from "../api/views.ts";
import { EquityChart } from "../components/EquityChart.tsx";
import { liveClient } from "../live/browser.ts";
import { grown } from "../live/curve.ts";
import { useReader } from "../live/hooks.ts";
import type { Range } from "../words/ranges.ts";
import type { Reader } from "../words/reader.ts";

/** Equity and drawdown up to now. */
export function LiveEquity(
  { curve: then, range, reader }: {
    /** Null: it could not be read. */
    curve: readonly EquityView[] | null;
    range: Range;
    reader: Reader;
  },
) {
  const [curve, setCurve] = useState(then);
  useEffect(() =>
    liveClient().follow("frame", ({ window: { fields } }) => {
      const { marketTime: at, portfolio } = fields;
      if (typeof at !== "string" || typeof portfolio !== "object" || portfolio === null) return;
      const equity: unknown = Reflect.get(portfolio, "equity");
      if (typeof equity === "string") setCurve((before) => grown(before, { at, equity }));
    }), []);
  return (
    <div class="live">
      <EquityChart curve={curve} range={range} reader={useReader(reader)} />
    </div>
  );
}
