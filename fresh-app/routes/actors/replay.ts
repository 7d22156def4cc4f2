import { HttpError } from "fresh";
import { z } from "zod";
import { actorOf } from "../../auth/principal.ts";
import { define } from "../../utils.ts";

const form = z.object({ stream: z.string().min(1).max(128), id: z.string().min(1).max(256) });

/** Puts a dead letter before its group again, and goes back to the list of them. */
export const handler = define.handlers({
  async POST(ctx) {
    const { backend } = ctx.state;
    const fields = form.safeParse(Object.fromEntries(await ctx.req.formData()));
    if (!fields.success) throw new HttpError(400, "A replay names a stream and a message's id.");
    const { stream, id } = fields.data;
    const found = await backend.ports.mailbox.deadLetters.replay(stream, id);
    backend.ports.log.info("a dead letter was replayed from the dashboard", {
      stream,
      id,
      found,
      by: actorOf(ctx.state.principal),
    });
    return ctx.redirect(`/actors?replayed=${found ? "yes" : "no"}#dead`, 303);
  },
});
