import { buyingPowerOf } from "../../../../domain/buying_power.ts";
import { nextSession, sessionAt } from "../../../../domain/calendar.ts";
import { isFlat } from "../../../../domain/holding.ts";
import { decimal, notional } from "../../../../domain/money.ts";
import { equityOf, reservedIn } from "../../exchange/book.ts";
import type { SimAlpacaAccount } from "./account.ts";
import { simUuid, wireTime } from "./orders.ts";
import { failed, type SimAnswer } from "./requests.ts";

/** GET /v2/positions. */
export function positions(account: SimAlpacaAccount): SimAnswer {
  const held = [...account.book.positions.values()].filter((position) => !isFlat(position));
  return { status: 200, body: held.map(({ ticker }) => wirePosition(account, ticker)) };
}

/** GET /v2/positions/{symbol}. */
export function position(account: SimAlpacaAccount, ticker: string): SimAnswer {
  const held = account.book.positions.get(ticker);
  if (held === undefined || isFlat(held)) {
    return failed(404, 40410000, "position does not exist");
  }
  return { status: 200, body: wirePosition(account, ticker) };
}

function wirePosition(account: SimAlpacaAccount, ticker: string) {
  const { quantity: qty, cost } = account.book.positions.get(ticker)!;
  const current = account.book.marks.get(ticker) ?? 0;
  const value = notional(qty, current);
  return {
    asset_id: simUuid("asset", ticker),
    symbol: ticker,
    exchange: "NASDAQ",
    asset_class: "us_equity",
    asset_marginable: true,
    qty,
    qty_available: qty,
    avg_entry_price: decimal(cost).dividedBy(qty).toDecimalPlaces(6).toFixed(),
    side: decimal(qty).isNegative() ? "short" : "long",
    market_value: value,
    cost_basis: cost,
    unrealized_pl: decimal(value).minus(cost).toFixed(),
    current_price: decimal(current).toFixed(),
  };
}

/** GET /v2/account. */
export function accountView(account: SimAlpacaAccount): SimAnswer {
  const { cash } = account.book.account;
  const equity = equityOf(account.book);
  return {
    status: 200,
    body: {
      id: simUuid("account"),
      account_number: "PA3SIMULATED",
      status: "ACTIVE",
      currency: "USD",
      cash,
      equity,
      last_equity: equity,
      portfolio_value: equity,
      buying_power: buyingPowerOf(
        cash,
        account.book.positions.values(),
        reservedIn(account.book),
      ),
      multiplier: "1",
      trading_blocked: account.tradingBlocked,
      account_blocked: account.accountBlocked,
      transfers_blocked: false,
      trade_suspended_by_user: false,
      shorting_enabled: account.rules.allowShort,
      created_at: wireTime(account.now),
    },
  };
}

/** GET /v2/clock. */
export function clock(account: SimAlpacaAccount): SimAnswer {
  const session = sessionAt(account.now);
  const next = nextSession(account.now);
  return {
    status: 200,
    body: {
      timestamp: wireTime(account.now + account.clockSkewMs),
      is_open: session !== null,
      next_open: wireTime(next.open),
      next_close: wireTime((session ?? next).close),
    },
  };
}

/** GET /v2/assets/{symbol}. */
export function asset(account: SimAlpacaAccount, symbol: string): SimAnswer {
  if (symbol.startsWith("NONE")) return failed(404, 40410000, `symbol not found: ${symbol}`);
  return {
    status: 200,
    body: {
      id: simUuid("asset", symbol),
      class: "us_equity",
      exchange: "NASDAQ",
      symbol,
      name: symbol,
      status: "active",
      tradable: true,
      marginable: true,
      shortable: account.rules.allowShort,
      fractionable: true,
    },
  };
}

/** GET /v2/account/activities/FILL, or those that are no trades. */
export function activities(
  account: SimAlpacaAccount,
  type: string | undefined,
  query: URLSearchParams,
): SimAnswer {
  if (type === undefined && query.get("category") !== "non_trade_activity") {
    return failed(422, 42210000, "category is required here");
  }
  const listed = type === undefined ? account.cashActivities : account.activities;
  const size = Math.min(100, Number(query.get("page_size") ?? 100));
  const after = Date.parse(query.get("after") ?? "") || -Infinity;
  const token = query.get("page_token");
  const found = listed.filter((each) =>
    Date.parse(String(each.transaction_time ?? each.created_at)) > after
  );
  if (query.get("direction") !== "asc") found.reverse();
  const from = token === null ? 0 : found.findIndex(({ id }) => id === token) + 1;
  return { status: 200, body: found.slice(from, from + size) };
}
