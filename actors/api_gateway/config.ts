import { z } from "zod";
import { modeSchema } from "../domain/system_status.ts";

/** What the gateway is told. */
export const gatewayConfigSchema = z.strictObject({
  mode: modeSchema,
  /** Whose positions and money are shown. */
  account: z.string().min(1).max(128),
  /** Address to listen on (`HOST`). */
  host: z.string().min(1).max(255).default("127.0.0.1"),
  /** Port to listen on (`PORT`); 0 takes any free one. */
  port: z.int().min(0).max(65_535).default(8000),
  /** Further host names under which requests may come. */
  hostNames: z.array(z.string().regex(/^[a-z0-9.-]+$/i).max(253)).max(32).default([]),
  /** Whether this run asks live sources of news. */
  newsLive: z.boolean().default(false),
  /** Hosts that sources of news may name though their addresses are private. */
  newsAllowHosts: z.array(z.string().min(1).max(255)).max(100).default([]),
  /** Addresses under which browsers open the pages, besides our own. */
  origins: z.array(z.url({ protocol: /^https?$/ })).max(32).default([]),
  /** The dashboard's built server, by absolute path; null: the API alone is served. */
  dashboard: z.string().min(1).nullable().default(null),
  /** How long an answer may take, in milliseconds. */
  timeoutMs: z.int().min(100).max(60_000).default(10_000),
  /** How long requests under way may take to end when the gateway stops, in milliseconds. */
  closeMs: z.int().min(0).max(10_000).default(1_000),
});
/** See {@link gatewayConfigSchema}. */
export type GatewayConfig = z.output<typeof gatewayConfigSchema>;
