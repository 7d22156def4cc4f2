import { fileURLToPath } from "node:url";
import { Builder } from "../dev/mod.ts";
import { App, csp, staticFiles } from "../mod.ts";

/** The folder of a small project that uses what the subset has. */
export const PROJECT = fileURLToPath(new URL("./project/", import.meta.url));

/** Answers requests to the project's paths. */
export type Answer = (path: string, init?: RequestInit) => Promise<Response>;

/** Builds the project in memory, and returns what answers for it. */
export async function builtProject(): Promise<Answer> {
  const builder = new Builder<{ visitor: string }>({ root: PROJECT });
  const apply = await builder.build({ snapshot: "memory" });
  const app = new App<{ visitor: string }>()
    .use(csp({ useNonce: true }))
    .use(staticFiles())
    .fsRoutes();
  apply(app);
  const handler = app.handler();
  return (path, init) => handler(new Request(new URL(path, "http://localhost"), init));
}
