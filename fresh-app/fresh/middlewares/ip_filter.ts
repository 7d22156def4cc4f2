import ipaddr from "ipaddr.js";
import type { Context } from "../context.ts";
import type { Middleware } from "./mod.ts";

/** Addresses and networks (`10.0.0.0/8`), of either family. */
export interface IpFilterRules {
  /** Refused, whatever else is said of them. */
  denyList?: string[];
  /** If there are any, all others are refused. */
  allowList?: string[];
}

/** Options of {@link ipFilter}. */
export interface IpFilterOptions {
  /** What answers those who are refused; 403 by default. */
  onBlocked?: <State>(
    remote: { addr: string; type: Deno.NetworkInterfaceInfo["family"] },
    ctx: Context<State>,
  ) => Response | Promise<Response>;
}

/** Answers only to some addresses. */
export function ipFilter<State>(
  rules: IpFilterRules,
  options?: IpFilterOptions,
): Middleware<State> {
  const denied = rules.denyList ?? [];
  const allowed = rules.allowList ?? [];
  return (ctx) => {
    const remote = ctx.info.remoteAddr;
    if (remote.transport !== "tcp" && remote.transport !== "udp") return ctx.next();
    const addr = remote.hostname;
    const isIn = (list: string[]) => list.some((rule) => matches(addr, rule));
    if (!isIn(denied) && (allowed.length === 0 || isIn(allowed))) return ctx.next();
    const type = addr.includes(":") ? "IPv6" : "IPv4";
    return options?.onBlocked?.({ addr, type }, ctx) ?? new Response("Forbidden", { status: 403 });
  };
}

function matches(address: string, rule: string): boolean {
  if (rule === "*") return true;
  if (!ipaddr.isValid(address)) return address === rule;
  const parsed = ipaddr.process(address);
  if (!rule.includes("/")) {
    return ipaddr.isValid(rule) && ipaddr.process(rule).toString() === parsed.toString();
  }
  const [network, bits] = ipaddr.parseCIDR(rule);
  return network.kind() === parsed.kind() && parsed.match([network, bits]);
}
