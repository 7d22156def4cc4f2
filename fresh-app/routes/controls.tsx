import { page } from "fresh";
import { commandIdSchema } from "../../actors/domain/controls.ts";
import { decimal } from "../../actors/domain/money.ts";
import type { PositionView } from "../api/views.ts";
import { isFresh } from "../auth/verdict.ts";
import { HaltBox, StateBand } from "../components/controls/HaltBox.tsx";
import { LimitHistory, Limits } from "../components/controls/Limits.tsx";
import { Commands, Held, Locked, Open } from "../components/controls/Lists.tsx";
import { Section, Unreadable } from "../components/parts.tsx";
import { part } from "../data/part.ts";
import ShowPasskey from "../islands/ShowPasskey.tsx";
import { define } from "../utils.ts";
import { figuresOf } from "../words/reader.ts";

/** Reads what is set, what is open now, and what came of the command that was just given. */
export const handler = define.handlers({
  async GET({ state: { backend }, url }) {
    const { records, controls } = backend.ports;
    const asked = commandIdSchema.safeParse(url.searchParams.get("command"));
    const [set, orders, positions, told] = await Promise.all([
      part(backend, controls.read()),
      part(backend, records.openOrders()),
      part(backend, records.positions()),
      asked.success ? part(backend, controls.find(asked.data)) : null,
    ]);
    const isWaited = asked.success && told === null;
    return page({ set, orders, positions, told, isWaited, armed: url.searchParams.get("armed") });
  },
});

/** Worth of all positions, long and short added. */
function valueOf(positions: readonly PositionView[]): string {
  return positions.reduce(
    (sum, { marketValue }) => sum.plus(decimal(marketValue ?? 0).abs()),
    decimal(0),
  ).toFixed();
}

export default define.page<typeof handler>(({ data, state }) => {
  const { set, orders, positions, told, isWaited, armed } = data;
  const { frame, reader, principal, backend } = state;
  const figures = figuresOf(reader);
  const mayAct = principal?.role === "operator";
  const mayResume = mayAct && isFresh(principal, backend.ports.clock.now());
  const needsPasskey = mayAct && !mayResume;
  const stake = {
    orders: orders?.length ?? null,
    positions: positions?.length ?? null,
    value: figures.money(positions === null ? null : valueOf(positions)),
  };
  return (
    <>
      <h1>Controls</h1>
      <p class="read-text">
        Account {set?.account ?? "–"} in mode {frame.mode}:{" "}
        {frame.mode === "live" ? "real money" : "no real money"}, equity{" "}
        {figures.money(frame.portfolio?.equity ?? null)}.
      </p>
      <div id="told">
        {isWaited
          ? (
            <p class="state-band" role="status">
              The command is given, and nobody has taken it in yet. deno task halt goes straight to
              the broker where that does not change.
            </p>
          )
          : null}
        {told === null ? null : (
          <p class={`state-band ${told.status}`} role="status">
            <b>{told.command.kind}</b> {told.outcome}
          </p>
        )}
      </div>
      {set === null
        ? <Unreadable what="What is set" />
        : <StateBand controls={set} reader={reader} />}
      {mayAct
        ? (
          <div class="control-forms">
            {set?.state === "trading"
              ? (
                <form method="post" action="/controls/pause" class="filters">
                  <label>
                    Why, for the record
                    <input name="reason" type="text" class="reason" />
                  </label>
                  <button type="submit">Pause: no new entries</button>
                </form>
              )
              : mayResume
              ? (
                <form method="post" action="/controls/resume" class="filters">
                  <label>
                    Why, for the record
                    <input name="reason" type="text" class="reason" />
                  </label>
                  <button type="submit" class="primary">Resume entries</button>
                </form>
              )
              : null}
            {needsPasskey
              ? (
                <div class="filters">
                  <span>Resuming, unlocking and other limits need your passkey again.</span>
                  <ShowPasskey />
                </div>
              )
              : null}
            <HaltBox stake={stake} unarmed={armed === "no"} />
          </div>
        )
        : (
          <p class="read-text">
            <a href="/sign-in?next=%2Fcontrols">Sign in</a>{" "}
            as an operator to pause, halt or change anything here. In a terminal,{" "}
            <code>deno task halt</code> does without signing in.
          </p>
        )}
      <div class="two-columns">
        <Section id="held" heading="Positions" note="closed one by one">
          {positions === null
            ? <Unreadable what="Positions" />
            : <Held positions={positions} reader={reader} mayAct={mayAct} />}
        </Section>
        <Section id="open" heading="Open orders" note="cancelled one by one">
          {orders === null
            ? <Unreadable what="Open orders" />
            : <Open orders={orders} reader={reader} mayAct={mayAct} />}
        </Section>
      </div>
      {set === null ? null : (
        <>
          <Section id="locked" heading="Locked tickers" note="exits go on">
            <Locked locked={set.locked} reader={reader} mayAct={mayAct} mayResume={mayResume} />
          </Section>
          <Section
            id="limits"
            heading="Limits"
            note={`version ${set.limits.version}; an order that was refused stays refused`}
          >
            <Limits limits={set.limits} mayChange={mayResume} />
          </Section>
          <Section id="history" heading="Earlier limits">
            <LimitHistory history={set.limits.history} reader={reader} />
          </Section>
          <Section id="commands" heading="Last commands" note="times are the system's">
            <Commands commands={set.commands} reader={reader} />
          </Section>
        </>
      )}
    </>
  );
});
