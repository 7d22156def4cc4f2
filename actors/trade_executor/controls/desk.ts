import type { Millis, SystemClock } from "../../../runtime/clock/clock.ts";
import type { RowWriter } from "../../../runtime/actor.ts";
import { derivedId } from "../../../runtime/clock/ids.ts";
import type { Json } from "../../../runtime/delivery/store.ts";
import type { Logger } from "../../../runtime/telemetry/log.ts";
import { type Outcome, writeCommand } from "../../control_log/write_command.ts";
import { isOpen, nextSession } from "../../domain/calendar.ts";
import type { Control, TradingCommand } from "../../domain/controls.ts";
import type { Order } from "../../domain/order.ts";
import type { RiskLimits } from "../../domain/risk_limits.ts";
import type { Difference } from "../reconcile.ts";
import { type Book, type BookChange, type BookOrder, plainOrder, tickerBook } from "../book.ts";
import type { ExecutorConfig } from "../config.ts";
import type { ExecutionRules } from "../core.ts";
import type { Inspection } from "../live.ts";
import { adopt, suspectsOf } from "./adopting.ts";
import {
  type Action,
  clear,
  type Clearing,
  clearUnseen,
  isClosing,
  isWithin,
  type Scope,
} from "./clearing.ts";
import { closingOrder } from "./closing.ts";
import { onCommand } from "./commands.ts";
import { lossToHaltOn } from "./losses.ts";
import { writeControlState, writeLimitVersion } from "./records.ts";
import { CONTROLS, type Controls, limitsWith, openClearings, recallControls } from "./state.ts";

/** What of the executor's state the controls work on. */
export interface Desk {
  readonly account: string;
  readonly book: Book;
  readonly clock: SystemClock;
  /** The limits of the configuration. */
  readonly configured: RiskLimits;
  /** Whether the account is halted by itself when it reaches a loss limit. */
  readonly haltsOnLoss: boolean;
  /** How long an order that the broker does not know may still be on its way, in ms. */
  readonly onItsWayMs: number;
  rules: ExecutionRules;
  controls: Controls;
  /** Market time reached; 0: none yet. */
  marketAt: Millis;
  /** The broker has been asked and has not answered yet. */
  looking: boolean;
  /** System time at which the broker is to be asked again. */
  lookAt: Millis;
  /** Looks in a row that led to something. */
  quick: number;
  /** Comparisons with the broker in a row that could not be explained. */
  unexplained: number;
  /** Whether what is set has been recorded since the start. */
  recorded: boolean;
}

/** A desk as it was committed last. */
export function newDesk(
  config: Pick<ExecutorConfig, "account" | "limits" | "sizing" | "haltsOnLoss" | "broker">,
  book: Book,
  clock: SystemClock,
  recalled: ReadonlyMap<string, Json>,
): Desk {
  const { account, limits: configured, sizing, haltsOnLoss, broker } = config;
  const controls = recallControls(recalled);
  const limits = limitsWith(configured, controls.limits.changes);
  return {
    account,
    book,
    clock,
    configured,
    haltsOnLoss,
    onItsWayMs: broker.kind === "simulated" ? 0 : ON_ITS_WAY_MS,
    // A configuration that no longer goes with what was changed is the stricter word of the two.
    rules: { limits: limits.success ? limits.data : configured, sizing },
    controls,
    marketAt: Math.max(0, ...[...book.tickers.values()].map(({ mark }) => mark?.at ?? 0)),
    looking: false,
    lookAt: 0,
    quick: 0,
    unexplained: 0,
    recorded: false,
  };
}

/** What the controls can have done: everything is collected, and performed once it is committed. */
export interface Hands extends RowWriter {
  readonly log: Logger;
  remember(key: string, value: Json): void;
  /** Asks the broker what it has of ours, and whether it knows these orders. */
  look(suspects: readonly string[]): void;
  cancel(orderId: string): void;
  submit(order: Order): void;
  /** Takes an order that is to be sent into the book. */
  intend(change: BookChange, intent: BookOrder): void;
  /** Ends an order in the book that never arrived. */
  forget(orderId: string): void;
}

/** How long an order that Alpaca does not know is waited for, in ms of system time. */
const ON_ITS_WAY_MS = 60_000;
/** Looks in a row that may follow each other at once. */
const QUICK_MAX = 3;
/** How long after a look the next one is due, in ms of system time. */
export const LOOK_MS = { active: 1_000, closed: 30_000 } as const;

/** Carries out a command. */
export function command(
  desk: Desk,
  control: Control & { readonly command: TradingCommand },
  hands: Hands,
): void {
  const { book, configured } = desk;
  const now = timeOf(desk);
  const before = desk.controls;
  const answer = onCommand(before, control, {
    hasOrder: (id) =>
      [...book.tickers.values()].some(({ orders }) =>
        orders.some(({ clientOrderId }) => clientOrderId === id)
      ),
    isInvolved(ticker) {
      const { holding, orders } = tickerBook(book, ticker);
      return holding.quantity !== "0" || orders.length > 0;
    },
    configured,
    now,
  });
  const { status, sentence, begun } = answer;
  desk.controls = answer.controls;
  hands.log[status === "refused" ? "warn" : "info"](
    `${control.command.kind} by ${control.by}: ${sentence}`,
    { command: control.commandId, reason: control.reason },
  );
  writeCommand(hands, desk.account, control, now, {
    status,
    sentence,
    report: begun?.report ?? null,
  });
  for (const absorbed of answer.absorbed) {
    const sentence = `It goes on as part of the halt ${control.commandId}.`;
    settle(desk, absorbed, { status: "done", sentence, report: null }, hands);
  }
  if (before.limits !== answer.controls.limits) applyLimits(desk, control, hands);
  keepControls(desk, hands);
  if (begun !== null) lookNow(desk, hands);
}

/** Something that watches commands by itself; the same thing twice in a row has no effect. */
export function commandItself(
  desk: Desk,
  kind: "pause" | "halt",
  by: string,
  reason: string,
  hands: Hands,
): void {
  const at = timeOf(desk);
  const commandId = derivedId("automatic", kind, by, desk.account, at, desk.marketAt);
  hands.log.error(`${kind} by ${by}: ${reason}`);
  command(desk, { commandId, by, reason, at, command: { kind } }, hands);
}

/** Halts where the account has reached a loss limit and still has something to lose. */
export function watchLosses(desk: Desk, hands: Hands): void {
  const { haltsOnLoss, controls, book, rules } = desk;
  if (!haltsOnLoss || controls.halt !== null && controls.halt.phase !== "confirmed") return;
  const broken = lossToHaltOn(book, rules.limits);
  if (broken === null) return;
  const { rule, limit, value } = broken;
  commandItself(desk, "halt", "risk", `${rule}: the limit is ${limit}, the loss ${value}`, hands);
}

/** How many comparisons in a row may be unexplained before entries are paused. */
const UNEXPLAINED_MAX = 2;

/** What cannot be explained twice in a row pauses entries until somebody has looked. */
export function watchDifferences(desk: Desk, all: readonly Difference[], hands: Hands): void {
  const [first] = all.filter(({ action }) => action === "trading_paused");
  desk.unexplained = first === undefined ? 0 : desk.unexplained + 1;
  if (first === undefined || desk.unexplained < UNEXPLAINED_MAX) return;
  if (desk.controls.paused !== null) return;
  const { kind, order_id: orderId, ticker, expected, found } = first;
  const about = `${kind} of ${orderId ?? ticker}`;
  const reason = `${about}: the book says ${expected}, the broker ${found}`;
  commandItself(desk, "pause", "reconciliation", reason.slice(0, 500), hands);
}

/** Asks the broker again where that is due, and records what is set once after a start. */
export function tick(desk: Desk, hands: Hands): void {
  if (!desk.recorded) keepControls(desk, hands);
  if (desk.looking || openClearings(desk.controls).length === 0) return;
  if (timeOf(desk) >= desk.lookAt) {
    desk.quick = 0;
    lookNow(desk, hands);
  }
}

/** What the broker has was seen, and everything that it told is booked. */
export function looked(desk: Desk, seen: Inspection, hands: Hands): void {
  desk.looking = false;
  const all = [
    ...desk.controls.halt === null ? [] : [desk.controls.halt],
    ...desk.controls.clearings,
  ];
  if (all.length === 0) return;
  if (seen.known && adopt(desk, seen.found, hands)) {
    keepControls(desk, hands);
    return lookNow(desk, hands);
  }
  let acted = false;
  for (const clearing of all) {
    const after = seen.known
      ? step(desk, clearing, seen, hands)
      : { clearing: clearUnseen(clearing, seen.why), acted: false };
    acted ||= after.acted;
    keepClearing(desk, clearing, after.clearing, hands);
  }
  keepControls(desk, hands);
  const open = openClearings(desk.controls);
  if (open.length === 0) return;
  const now = timeOf(desk);
  if (acted && ++desk.quick < QUICK_MAX) return lookNow(desk, hands);
  const isClosed = open.every(({ phase }) => phase === "flattening") && !isOpen(desk.marketAt);
  desk.lookAt = now + (isClosed ? LOOK_MS.closed : LOOK_MS.active);
}

/** System time in whole milliseconds. */
function timeOf({ clock }: Desk): Millis {
  return Math.floor(clock.now());
}

/** Whether an order that was never answered must not be sent any more. */
export function isUnwanted(controls: Controls, order: BookOrder): boolean {
  return openClearings(controls).some((clearing) =>
    isWithin(clearing.scope, order) && !isClosing(clearing, order.ticker, order.clientOrderId)
  );
}

function step(
  desk: Desk,
  clearing: Clearing,
  seen: Inspection & { readonly known: true },
  hands: Hands,
): { readonly clearing: Clearing; readonly acted: boolean } {
  const { book, onItsWayMs, marketAt } = desk;
  const { open, positions, orders } = seen.facts;
  const parts = [...book.tickers.values()];
  const { clearing: next, actions } = clear(clearing, {
    open,
    positions,
    inBook: parts.flatMap((part) => part.orders),
    held: new Map(parts.map(({ ticker, holding }) => [ticker, holding.quantity])),
    unknown: new Set(
      orders.filter(({ reports }) => reports === null).map(({ known }) => known.clientOrderId),
    ),
    now: timeOf(desk),
    opensAt: isOpen(marketAt) ? null : nextSession(marketAt).open,
    onItsWayMs,
  });
  for (const action of actions) perform(desk, next, action, hands);
  return { clearing: next, acted: actions.length > 0 };
}

function perform(desk: Desk, clearing: Clearing, action: Action, hands: Hands): void {
  switch (action.kind) {
    case "cancel":
      return hands.cancel(action.orderId);
    case "forget":
      return hands.forget(action.orderId);
    case "send_again": {
      for (const { orders } of desk.book.tickers.values()) {
        const order = orders.find(({ clientOrderId }) => clientOrderId === action.orderId);
        if (order !== undefined) hands.submit(plainOrder(order));
      }
      return;
    }
    case "close": {
      const { book, rules, marketAt } = desk;
      const closing = closingOrder(book, clearing, action, rules, marketAt);
      if (!closing.approved) {
        const { rule, limit, value } = closing.denied;
        hands.log.error(
          `a closing order was refused: ${rule}: the limit is ${limit}, not ${value}`,
        );
        return;
      }
      hands.intend(closing.change, closing.intent);
      return hands.submit(closing.order);
    }
  }
}

function keepClearing(desk: Desk, before: Clearing, after: Clearing, hands: Hands): void {
  const { controls } = desk;
  const isOver = after.phase === "confirmed";
  if (before.scope.kind === "all") desk.controls = { ...controls, halt: after };
  else {
    desk.controls = {
      ...controls,
      clearings: controls.clearings.flatMap((each) =>
        each.commandId !== before.commandId ? [each] : isOver ? [] : [after]
      ),
    };
  }
  if (before.phase === "confirmed" && !isOver) {
    hands.log.error(`what was empty is not any more: ${after.report.sentence}`);
  }
  if (before.report.sentence === after.report.sentence && before.phase === after.phase) return;
  const status = isOver ? "done" : "running";
  if (isOver) hands.log.info(after.report.sentence, { command: after.commandId });
  settle(desk, after, { status, sentence: after.report.sentence, report: after.report }, hands);
}

/** Records where every command stands that asked for a clearing. */
function settle(desk: Desk, clearing: Clearing, outcome: Outcome, hands: Hands): void {
  for (const { handledAt, ...mark } of clearing.asked) {
    const control = { ...mark, command: commandOf(clearing.scope) };
    writeCommand(hands, desk.account, control, handledAt, outcome, timeOf(desk));
  }
}

function commandOf(scope: Scope): TradingCommand {
  if (scope.kind === "all") return { kind: "halt" };
  if (scope.kind === "ticker") return { kind: "close", ticker: scope.ticker };
  return { kind: "cancel", orderId: scope.orderId };
}

function lookNow(desk: Desk, hands: Hands): void {
  desk.looking = true;
  hands.look(suspectsOf(desk));
}

function applyLimits(desk: Desk, control: Control, hands: Hands): void {
  const { account, configured, controls } = desk;
  const limits = limitsWith(configured, controls.limits.changes);
  if (!limits.success) return;
  desk.rules = { ...desk.rules, limits: limits.data };
  writeLimitVersion(hands, account, controls.limits, limits.data, control, timeOf(desk));
}

function keepControls(desk: Desk, hands: Hands): void {
  const { account, controls, rules } = desk;
  desk.recorded = true;
  hands.remember(CONTROLS, controls);
  writeControlState(hands, account, controls, rules.limits, timeOf(desk));
}
