import { App, csp, staticFiles } from "fresh";
import type { State } from "./utils.ts";

/**
 * The dashboard. Its pages may run their own scripts and styles, take nothing from elsewhere, and
 * work over plain http: on one's own machine there is no certificate.
 */
export const app = new App<State>()
  .use(async (ctx) => {
    const response = await ctx.next();
    const policy = response.headers.get("content-security-policy");
    if (policy !== null) {
      response.headers.set("content-security-policy", withoutUpgrade(policy));
    }
    return response;
  })
  .use(csp({
    useNonce: true,
    csp: [
      "script-src 'self' 'unsafe-inline'",
      "style-src 'self' 'unsafe-inline'",
      "base-uri 'none'",
      "worker-src 'none'",
    ],
  }))
  .use(staticFiles())
  .fsRoutes();

/** A browser that obeys this directive asks a plain-http machine on the LAN for https, in vain. */
function withoutUpgrade(policy: string): string {
  return policy.split("; ").filter((each) => each !== "upgrade-insecure-requests").join("; ");
}
