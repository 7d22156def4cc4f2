import { define } from "../utils.ts";

export default define.middleware((ctx) => {
  ctx.state.visitor = "Ada";
  return ctx.next();
});
