import { z } from "zod";
import { brokerageOf, faultsOfBroker } from "../brokerage.ts";
import { BROKER_CLOCK } from "../../alpaca/broker_clock.ts";
import { fault, type Finding, ok, said, warning } from "./finding.ts";
import { ask, type World } from "./world.ts";

const DAY_MS = 86_400_000;

const accountSchema = z.object({
  account_number: z.string(),
  status: z.string(),
  trading_blocked: z.boolean(),
  account_blocked: z.boolean(),
});
const clockSchema = z.object({ timestamp: z.iso.datetime({ offset: true }) });

/** The broker's keys, its account, its clock and its market data, where the settings use them. */
export async function checkBroker(world: World): Promise<Finding[]> {
  const { alpacaKeyId: keyId, alpacaSecret: secret, mode } = world.settings;
  const check = "broker keys";
  const lacking = [
    ...keyId === undefined ? ["APCA_API_KEY_ID"] : [],
    ...secret === undefined ? ["APCA_API_SECRET_KEY"] : [],
  ];
  if (lacking.length === 2 && mode !== "paper" && mode !== "live") {
    return [ok(check, `Not used in mode ${mode}.`)];
  }
  if (lacking.length > 0) {
    const verb = lacking.length === 1 ? "is" : "are";
    const mend = "a free paper account at Alpaca has a key pair; set both";
    return [fault(check, `${lacking.join(" and ")} ${verb} not set.`, mend)];
  }
  const misfits = faultsOfBroker(world.settings);
  if (misfits.length > 0) {
    return misfits.map((found) => fault(check, `${found}.`, "mend that setting"));
  }
  const headers = { "apca-api-key-id": keyId!, "apca-api-secret-key": secret! };
  const { broker, clock: clockAt } = brokerageOf(world.settings);
  if (broker.kind === "simulated" && clockAt === null) {
    // A key is never sent to a host that it is not for.
    const other = ok(
      check,
      "They are not for the trading host, which simulated orders do not need.",
    );
    return [other, await checkData(world, headers)];
  }
  const account = await checkAccount(world, headers);
  // Keys that are refused here are refused everywhere.
  if (account.some(({ check: of, status }) => of === check && status === "fault")) return account;
  const [clock, data] = await Promise.all([
    checkClock(world, headers),
    checkData(world, headers),
  ]);
  return [...account, clock, data];
}

type Headers = Readonly<Record<string, string>>;

async function checkAccount(world: World, headers: Headers): Promise<Finding[]> {
  const url = world.settings.alpacaTradingUrl;
  const network = "look at the network and TRADING_ALPACA_TRADING_URL";
  try {
    const { status, text } = await ask(world, new URL("/v2/account", url), headers);
    if (status === 401 || status === 403) {
      const mend =
        "make new keys for this host (paper and live keys differ) and set APCA_API_KEY_ID " +
        "and APCA_API_SECRET_KEY";
      return [fault("broker keys", `${url} refuses the key pair (${status}).`, mend)];
    }
    if (status !== 200) return [fault("broker", `${url} answers ${status}.`, network)];
    const account = accountSchema.parse(JSON.parse(text));
    return [ok("broker keys", `${url} takes them.`), judgeAccount(account)];
  } catch (error) {
    world.signal.throwIfAborted();
    return [fault("broker", said(error), network)];
  }
}

function judgeAccount(account: z.output<typeof accountSchema>): Finding {
  const check = "broker account";
  const mend = "sign in at the broker's page and mend it there";
  const name = `account ${account.account_number}`;
  if (account.account_blocked) return fault(check, `The ${name} is blocked.`, mend);
  if (account.trading_blocked) return fault(check, `The ${name} may not trade.`, mend);
  if (account.status !== "ACTIVE") {
    return fault(check, `The ${name} is ${account.status}, not ACTIVE.`, mend);
  }
  return ok(check, `The ${name} is active.`);
}

async function checkClock(world: World, headers: Headers): Promise<Finding> {
  const check = "clock";
  const mend = "set this machine's clock: timedatectl set-ntp true";
  try {
    const url = new URL("/v2/clock", world.settings.alpacaTradingUrl);
    const askedAt = world.clock.now();
    const { status, text } = await ask(world, url, headers);
    if (status !== 200) return warning(check, `${url} answers ${status}.`, "try again");
    const { timestamp } = clockSchema.parse(JSON.parse(text));
    const skewMs = Math.round((askedAt + world.clock.now()) / 2 - Date.parse(timestamp));
    const way = skewMs > 0 ? "before" : "behind";
    const found = `This machine's clock is ${Math.abs(skewMs)} ms ${way} the broker's`;
    if (Math.abs(skewMs) > BROKER_CLOCK.maxMs) {
      return fault(check, `${found}, and may be off by ${BROKER_CLOCK.maxMs} ms at most.`, mend);
    }
    if (Math.abs(skewMs) > BROKER_CLOCK.warnMs) return warning(check, `${found}.`, mend);
    return ok(check, `${found}.`);
  } catch (error) {
    world.signal.throwIfAborted();
    return warning(check, `The broker does not tell the time: ${said(error)}`, "try again");
  }
}

async function checkData(world: World, headers: Headers): Promise<Finding> {
  const { settings, clock } = world;
  const check = "market data";
  const url = new URL("/v2/stocks/bars", settings.alpacaDataUrl);
  const ticker = settings.tickers[0] ?? "AAPL";
  for (
    const [name, value] of Object.entries({
      symbols: ticker,
      timeframe: "1Min",
      limit: "1",
      feed: settings.alpacaFeed,
      start: new Date(clock.now() - 7 * DAY_MS).toISOString(),
      // Up to now, said outright: a plan without realtime data is refused it.
      end: new Date(clock.now()).toISOString(),
    })
  ) url.searchParams.set(name, value);
  try {
    const { status } = await ask(world, url, headers);
    if (status === 200) return ok(check, `${url.origin} gives bars of ${settings.alpacaFeed}.`);
    if (status === 403) {
      const found = `The account may not have bars of the feed ${settings.alpacaFeed}.`;
      return fault(check, found, "set TRADING_ALPACA_FEED=iex, or subscribe to that feed");
    }
    const mend = "look at TRADING_ALPACA_DATA_URL, and try again";
    return fault(check, `${url.origin} answers ${status}.`, mend);
  } catch (error) {
    world.signal.throwIfAborted();
    return fault(check, said(error), "look at the network and TRADING_ALPACA_DATA_URL");
  }
}
