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
      response.headers.set("content-security-policy", ours(policy));
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

/**
 * Without what lets any script run: pages have their nonce in its place, and whatever is no page runs
 * none. And without the wish for https, which a browser would ask of a plain-http machine in vain.
 */
function ours(policy: string): string {
  return policy.split("; ").filter((each) => each !== "upgrade-insecure-requests").join("; ")
    .replaceAll(" 'unsafe-inline'", "");
}
