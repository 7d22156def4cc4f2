import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { ask, Refusal } from "./ask.ts";

type RegistrationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];

/** Makes a passkey and hands it in under `path`; `path/options` asks for it. */
export async function makePasskey(path: string, name: string, asked: object): Promise<unknown> {
  const options = await ask("POST", `${path}/options`, asked) as RegistrationOptions;
  return await ask("POST", path, {
    passkey: await startRegistration({ optionsJSON: options }),
    name,
  });
}

/** Shows a passkey under `path`; `path/options` asks for it. */
export async function showPasskey(path: string): Promise<unknown> {
  const options = await ask("POST", `${path}/options`, {}) as AuthenticationOptions;
  return await ask("POST", path, { passkey: await startAuthentication({ optionsJSON: options }) });
}

/** {@link ask}, showing a passkey first where the server wants to see one. */
export async function askConfirmed(method: string, path: string, body?: unknown): Promise<unknown> {
  return await confirmed(() => ask(method, path, body));
}

/** Does what may need a passkey that was just shown. */
export async function confirmed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal && error.kind === "confirm-first")) throw error;
    await showPasskey("/api/auth/confirm");
    return await work();
  }
}

/** What went wrong, for whoever tried. */
export function whyNot(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "AbortError") {
    return "The browser ended it: it was cancelled, took too long, or no passkey fits. Try again.";
  }
  if (name === "InvalidStateError") return "This device has a passkey of yours already.";
  if (error instanceof TypeError) return "The server does not answer; check that it runs.";
  return error instanceof Error ? error.message : String(error);
}
