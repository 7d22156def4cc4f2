import { Builder } from "fresh/dev";
import type { State } from "./utils.ts";

/** `build` writes the build, to the folder named after it or to `_fresh`; without it, serves. */
const [task, outDir] = Deno.args;
const root = import.meta.dirname!;
const builder = new Builder<State>({
  root,
  ...outDir === undefined ? {} : { outDir },
  target: ["chrome107", "firefox104", "safari16"],
});
if (task === "build") await builder.build();
else await builder.listen(() => import("./main.ts"));
