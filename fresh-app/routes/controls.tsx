import { page } from "fresh";
import { Section } from "../components/parts.tsx";
import { part } from "../data/part.ts";
import { define } from "../utils.ts";
import { figuresOf } from "../words/reader.ts";

/** Reads what is open now. */
export const handler = define.handlers({
  async GET({ state: { backend } }) {
    const { records } = backend.ports;
    const [orders, positions] = await Promise.all([
      part(backend, records.openOrders()),
      part(backend, records.positions()),
    ]);
    return page({ orders, positions });
  },
});

export default define.page<typeof handler>(({ data: { orders, positions }, state }) => {
  const { frame, reader } = state;
  const figures = figuresOf(reader);
  const facts: [string, string][] = [
    ["Mode", frame.mode],
    ["Money", frame.mode === "live" ? "real" : "simulated"],
    ["Open orders", orders === null ? "–" : String(orders.length)],
    ["Positions", positions === null ? "–" : String(positions.length)],
    ["Cash", figures.money(frame.portfolio?.cash ?? null)],
    ["Equity", figures.money(frame.portfolio?.equity ?? null)],
    ["Started with", figures.money(frame.portfolio?.startingCash ?? null)],
  ];
  return (
    <>
      <h1>Controls</h1>
      <p class="read-text">
        What trades now, and for how much. {frame.mode === "demo" || frame.mode === "replay"
          ? "To stop everything, end the program in its terminal with Ctrl-C: it goes on from the same market time when it is started again."
          : ""}
      </p>
      <Section id="account" heading="Account and mode">
        <table class="narrow-table">
          <tbody>
            {facts.map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="num">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Section>
    </>
  );
});
