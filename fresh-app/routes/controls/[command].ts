import { HttpError } from "fresh";
import { commandSchema } from "../../../actors/domain/controls.ts";
import { nameOf, takenIn } from "../../api/controls.ts";
import { limitChanges } from "../../data/limits_form.ts";
import { define } from "../../utils.ts";

/** Gives a command of the form's, and goes back to the page, which shows what came of it. */
export const handler = define.handlers({
  async POST(ctx) {
    const { backend: { ports }, principal } = ctx.state;
    const kind = ctx.params.command;
    const form = Object.fromEntries(await ctx.req.formData());
    if (kind === "halt" && form.typed !== "HALT") {
      return ctx.redirect("/controls?armed=no#halt", 303);
    }
    const command = commandSchema.safeParse(await fieldsOf(kind, form));
    if (!command.success) {
      const [issue] = command.error.issues;
      throw new HttpError(400, `${issue?.path.join(".") || "The form"}: ${issue?.message}`);
    }
    const commandId = ports.newId();
    const reason = typeof form.reason === "string" ? form.reason.slice(0, 500) : "";
    await ports.controls.give({
      commandId,
      by: nameOf(principal),
      reason,
      command: command.data,
    });
    const taken = await takenIn(ports, commandId);
    // The page makes itself anew until something came of it.
    const again = taken === null || taken.status === "running" ? "&refresh=on" : "";
    return ctx.redirect(`/controls?command=${commandId}${again}#told`, 303);

    async function fieldsOf(kind: string | undefined, form: Record<string, FormDataEntryValue>) {
      if (kind === "close" || kind === "lock" || kind === "unlock") {
        return { kind, ticker: form.ticker };
      }
      if (kind === "cancel") return { kind, orderId: form.orderId };
      if (kind !== "limits") return { kind };
      const controls = await ports.controls.read();
      if (controls === null) throw new HttpError(503, "The executor has not begun yet.");
      return { kind, base: Number(form.base), changes: limitChanges(controls.limits.values, form) };
    }
  },
});
