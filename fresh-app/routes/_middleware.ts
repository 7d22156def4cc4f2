import { HttpError } from "fresh";
import { rememberedPrincipal } from "../auth/remembered.ts";
import { connectedBackend } from "../backend.ts";
import { readFrame } from "../data/frame.ts";
import { themeOf } from "../words/theme.ts";
import { define } from "../utils.ts";
import { readerOf } from "../words/reader.ts";

export default define.middleware(async (ctx) => {
  const backend = connectedBackend();
  if (backend === null) {
    throw new HttpError(503, "No system is connected to these pages; deno task dev starts one.");
  }
  Object.assign(ctx.state, {
    backend,
    principal: rememberedPrincipal(ctx.req),
    reader: readerOf(ctx.req.headers),
    theme: themeOf(ctx.req.headers),
    // Who has not signed in sees no frame, and none is read for them.
    ...ctx.url.pathname === "/sign-in" ? {} : { frame: await readFrame(backend) },
  });
  const response = await ctx.next();
  response.headers.set("cache-control", "no-store");
  return response;
});
