import { z } from "zod";
import type { Exits } from "../../domain/signal.ts";

/** A parameter that is a distance from a price, as a fraction of it; 0 for no such exit. */
export function exitDistance(fallback: number) {
  return z.number().min(0).max(0.9).default(fallback);
}

/** Exits from parameters, in which 0 stands for none. */
export function exitsOf(params: { readonly [Name in keyof Exits]: number }): Exits {
  const exits: { -readonly [Name in keyof Exits]: Exits[Name] } = {};
  let name: keyof Exits;
  for (name in params) {
    const value = params[name];
    if (value !== undefined && value > 0) exits[name] = value;
  }
  return exits;
}
