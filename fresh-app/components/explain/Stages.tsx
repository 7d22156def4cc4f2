import type { LineageView } from "../../api/lineage_views.ts";
import { duration } from "../../words/format.ts";
import { STAGE_WORDS } from "../../words/lineage_telling.ts";
import { Section } from "../parts.tsx";

/** Where the time went from the headline to the first execution. */
export function Stages({ stages }: Pick<LineageView, "stages">) {
  const market = stages.filter(({ clock }) => clock === "market");
  const total = market.reduce((sum, { ms }) => sum + ms, 0);
  return (
    <Section id="stages" heading="Where the time went" note={`${duration(total)} of market time`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" class="num">Time</th>
            <th scope="col" class="num">Share</th>
          </tr>
        </thead>
        <tbody>
          {stages.map(({ stage, ms, clock }) => (
            <tr key={stage}>
              <td class="wraps">{STAGE_WORDS[stage]}</td>
              <td class="num">{duration(ms)}</td>
              <td class="num">
                {clock === "system" || total === 0 ? "–" : `${(ms / total * 100).toFixed(1)}%`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
