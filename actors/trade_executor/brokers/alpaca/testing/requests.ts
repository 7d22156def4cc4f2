import { z } from "zod";
import { decimal, price, quantity } from "../../../../domain/money.ts";
import { type Order, orderSchema } from "../../../../domain/order.ts";

/** An answer of the simulated trading REST: status and JSON body; null: no body. */
export interface SimAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An error in Alpaca's words. */
export function failed(
  status: number,
  code: number,
  message: string,
  more: Readonly<Record<string, unknown>> = {},
): SimAnswer {
  return { status, body: { code, message, ...more } };
}

const text = z.string().max(128);
/** The body of POST /v2/orders, as far as shares are concerned. */
export const postSchema = z.object({
  symbol: text,
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop", "stop_limit", "trailing_stop"]),
  time_in_force: text,
  qty: text.nullish(),
  notional: text.nullish(),
  limit_price: text.nullish(),
  stop_price: text.nullish(),
  trail_price: text.nullish(),
  trail_percent: text.nullish(),
  extended_hours: z.boolean().nullish(),
  client_order_id: z.string().nullish(),
  order_class: z.enum(["simple", "", "bracket", "oco", "oto"]).nullish(),
  take_profit: z.object({ limit_price: text }).nullish(),
  stop_loss: z.object({ stop_price: text, limit_price: text.nullish() }).nullish(),
});
type Post = z.output<typeof postSchema>;

/** The order that a body asks for, under our terms; or Alpaca's refusal of the body. */
export function readPost(
  body: unknown,
  around: { readonly id: string; readonly now: number; readonly mark: number },
): Order | SimAnswer {
  const parsed = postSchema.safeParse(body);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join(".") ?? "body";
    return failed(422, 40010001, `invalid ${at}`);
  }
  const post = parsed.data;
  const fault = faultIn(post);
  if (fault !== null) return fault;
  const made = orderSchema.safeParse({
    clientOrderId: around.id,
    signalId: "at the broker",
    ticker: post.symbol,
    side: post.side,
    timeInForce: post.time_in_force,
    quantity: quantity(post.qty!),
    referencePrice: price(around.mark),
    decidedAt: around.now,
    type: post.type,
    ...termsOf(post),
  });
  if (made.success) return made.data;
  return failed(422, 40010001, made.error.issues[0]?.message ?? "invalid order");
}

function faultIn(post: Post): SimAnswer | null {
  const bad = (message: string) => failed(422, 40010001, message);
  const { type, qty } = post;
  if (qty && post.notional) return bad("only one of qty or notional is accepted");
  if (!qty) return bad("qty or notional is required");
  if (!decimal(qty).gt(0)) return bad("qty must be > 0");
  if ((post.client_order_id?.length ?? 0) > 128) {
    return bad("client_order_id must be no more than 128 characters");
  }
  if (post.time_in_force !== "day" && post.time_in_force !== "gtc") {
    return bad("invalid time_in_force");
  }
  const isPair = post.order_class === "oco";
  if (type === "market" && (post.limit_price || post.stop_price)) {
    return bad("market orders require no stop or limit price");
  }
  if (type === "limit" && !post.limit_price && !isPair) {
    return bad("limit orders require a limit price");
  }
  if (type === "stop" && !post.stop_price) return bad("stop orders require a stop price");
  if (type === "stop_limit" && !(post.stop_price && post.limit_price)) {
    return bad("stop limit orders require both stop and limit price");
  }
  if (type === "trailing_stop" && !post.trail_price === !post.trail_percent) {
    return bad("trailing stop orders must specify one of trail_price or trail_percent");
  }
  const subPenny = subPennyIn(post);
  if (subPenny !== null) return subPenny;
  if (post.extended_hours && type !== "limit") {
    return failed(422, 42210000, "extended hours order must be DAY or GTC limit orders");
  }
  if (!decimal(qty).isInteger()) {
    if (post.time_in_force !== "day") {
      return failed(422, 42210000, "fractional orders must be DAY orders");
    }
    if (post.order_class && post.order_class !== "simple") {
      return failed(422, 42210000, "fractional orders must be simple orders");
    }
  }
  return null;
}

function subPennyIn(post: Post): SimAnswer | null {
  const prices = {
    limit_price: post.limit_price,
    stop_price: post.stop_price,
    "take_profit.limit_price": post.take_profit?.limit_price,
    "stop_loss.stop_price": post.stop_loss?.stop_price,
    "stop_loss.limit_price": post.stop_loss?.limit_price,
  };
  for (const [name, value] of Object.entries(prices)) {
    if (!value) continue;
    const places = decimal(value).gte(1) ? 2 : 4;
    if (decimal(value).decimalPlaces() <= places) continue;
    return failed(
      422,
      42210000,
      `invalid ${name} ${value}. sub-penny increment does not fulfill minimum pricing criteria`,
    );
  }
  return null;
}

function termsOf(post: Post) {
  const { type, take_profit, stop_loss } = post;
  const stopLoss = stop_loss
    ? {
      stopPrice: stop_loss.stop_price,
      ...stop_loss.limit_price ? { limitPrice: stop_loss.limit_price } : {},
    }
    : null;
  const takeProfit = take_profit ? { limitPrice: take_profit.limit_price } : null;
  const trail = post.trail_price
    ? { by: "amount", amount: post.trail_price }
    : { by: "fraction", fraction: decimal(post.trail_percent ?? 0).dividedBy(100).toNumber() };
  const isPair = post.order_class === "oco";
  const limitPrice = post.limit_price ?? (isPair ? take_profit?.limit_price : undefined);
  const isEntry = post.order_class === "bracket" || post.order_class === "oto";
  return {
    ...limitPrice === undefined || limitPrice === null ? {} : { limitPrice },
    ...post.stop_price ? { stopPrice: post.stop_price } : {},
    ...type === "trailing_stop" ? { trail } : {},
    ...post.extended_hours ? { extendedHours: true } : {},
    ...isEntry
      ? { bracket: { ...takeProfit ? { takeProfit } : {}, ...stopLoss ? { stopLoss } : {} } }
      : {},
    ...isPair && stopLoss ? { oco: { stopLoss } } : {},
  };
}
