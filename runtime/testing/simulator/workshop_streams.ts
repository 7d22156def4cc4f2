import { z } from "zod";
import { defineTable } from "../../delivery/store.ts";
import { defineStream } from "../../stream.ts";

/*
 * The streams and tables of a workshop: jobs come in, are prepared per customer, priced in one
 * order, and paid. What was paid in one session decides the rate of the next but one.
 */

/** Rates, which flow against the pipeline. */
export const rates = defineStream({
  name: "rates",
  rank: 0,
  feedback: true,
  types: { rate: z.strictObject({ rate: z.int() }) },
});

/** Jobs, by customer. */
export const jobs = defineStream({
  name: "jobs",
  rank: 1,
  types: { job: z.strictObject({ n: z.int(), size: z.int() }) },
});

/** Market time. */
export const ticks = defineStream({ name: "ticks", rank: 3, types: { tick: z.null() } });

/** Jobs that are prepared. */
export const prepared = defineStream({
  name: "prepared",
  rank: 4,
  types: { prepared: z.strictObject({ n: z.int(), nth: z.int() }) },
});

/** Prices in the one order; `chain` depends on everything that was priced before, in that order. */
export const priced = defineStream({
  name: "priced",
  rank: 5,
  types: {
    price: z.strictObject({ n: z.int(), price: z.int(), chain: z.string() }),
    beat: z.strictObject({ dueAt: z.int(), chain: z.string() }),
  },
});

/** Receipts. */
export const paid = defineStream({
  name: "paid",
  rank: 6,
  types: { paid: z.strictObject({ n: z.int(), price: z.int(), receipt: z.string() }) },
});

/** What was prepared, in the order of each customer. */
export const shelf = defineTable({
  name: "shelf",
  schema: z.strictObject({ key: z.string(), nth: z.int(), n: z.int() }),
  key: ["key", "nth"],
  conflict: "fail",
});

/** Prices, in the order in which they were made. */
export const prices = defineTable({
  name: "prices",
  schema: z.strictObject({ nth: z.int(), n: z.int(), price: z.int() }),
  key: ["nth"],
  conflict: "fail",
});

/** Payments that were asked for, with their receipts once there are any. */
export const payments = defineTable({
  name: "payments",
  schema: z.strictObject({
    id: z.string(),
    at: z.int(),
    key: z.string(),
    n: z.int(),
    price: z.int(),
    receipt: z.string().nullable(),
  }),
  key: ["id"],
  conflict: "replace",
});
