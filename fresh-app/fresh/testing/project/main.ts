import { App, csp, staticFiles } from "fresh";
import type { State } from "./utils.ts";

export const app = new App<State>()
  .use(csp({ useNonce: true }))
  .use(staticFiles())
  .fsRoutes();
