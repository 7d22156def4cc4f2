import { z } from "zod";

/** A time as rows carry it: ISO 8601, UTC, with milliseconds. */
export const timeColumn = z.iso.datetime({ precision: 3 });
/** An exact decimal, as text. */
export const numericColumn = z.string().regex(/^-?\d+(\.\d+)?$/);
/** Buy or sell. */
export const sideColumn = z.enum(["buy", "sell"]);
/** Any identifier or name. */
export const nameColumn = z.string().min(1);
