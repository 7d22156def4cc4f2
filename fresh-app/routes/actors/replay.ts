import { HttpError } from "fresh";
import { z } from "zod";
import { define } from "../../utils.ts";

const form = z.object({ stream: z.string().min(1).max(128), id: z.string().min(1).max(256) });

/** Puts a dead letter before its group again, and goes back to the list of them. */
export const handler = define.handlers({
  async POST(ctx) {
    const { headers } = ctx.req;
    // The guard lets pass what names no origin; a browser's form always does.
    if (headers.get("sec-fetch-site") === null && headers.get("origin") === null) {
      throw new HttpError(403, "A replay is asked for from this page; scripts use deno task dlq.");
    }
    const { backend } = ctx.state;
    if (!backend.onLoopback) {
      throw new HttpError(
        403,
        "Other machines reach this page without signing in, so it changes nothing; use deno task dlq.",
      );
    }
    const fields = form.safeParse(Object.fromEntries(await ctx.req.formData()));
    if (!fields.success) throw new HttpError(400, "A replay names a stream and a message's id.");
    const { stream, id } = fields.data;
    const found = await backend.ports.mailbox.deadLetters.replay(stream, id);
    backend.ports.log.info("a dead letter was replayed from the dashboard", { stream, id, found });
    return ctx.redirect(`/actors?replayed=${found ? "yes" : "no"}#dead`, 303);
  },
});
