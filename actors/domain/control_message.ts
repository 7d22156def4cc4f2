import { encodeEnvelope } from "../../runtime/envelope.ts";
import type { Control } from "./controls.ts";
import { controls } from "./streams.ts";

/** A command as it is appended to `controls:commands`, by whoever gives it. */
export function controlMessage(
  control: Control,
): { readonly key: string; readonly body: Uint8Array } {
  const { commandId } = control;
  const body = encodeEnvelope({
    id: commandId,
    type: "command",
    version: controls.version,
    // A command has no market time: whoever carries it out has.
    at: 0,
    // Numbered by the mailbox on arrival.
    seq: 0,
    key: "",
    causationId: null,
    correlationId: commandId,
    traceparent: null,
    payload: controls.types.command.parse(control),
  });
  return { key: "", body };
}
