import { systemClock } from "../../runtime/clock/system.ts";

/** An answer that is no success, in the server's own words. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  /** @param kind the last part of the problem's type, for example `confirm-first` */
  constructor(readonly status: number, readonly kind: string, detail: string) {
    super(detail);
  }
}

/**
 * Asks the API of this site. A session whose access token has run out goes on by itself: the token
 * is exchanged once and the request sent again. Throws {@link Refusal}.
 */
export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  let response = await send(method, path, body);
  if (response.status === 401 && await renewSession()) response = await send(method, path, body);
  if (response.ok) return response.status === 204 ? null : await response.json();
  throw await refusalOf(response);
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  return await fetch(path, {
    method,
    ...body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } },
  });
}

/** How often, and how long apart, it is looked for tokens that another page is just getting, in ms. */
const LOOKS = 5;
const LOOK_EVERY_MS = 300;

/**
 * Goes on with the session when its access token has run out; false where nobody is signed in any
 * more. One page at a time exchanges the refresh token, because one that comes twice ends the
 * session; a page that waited for another one, or came too late, goes on with what that one got.
 */
export async function renewSession(): Promise<boolean> {
  return await navigator.locks.request("pitboss-refresh", async () => {
    if (await isSignedIn()) return true;
    const { ok, status } = await send("POST", "/api/auth/refresh", {});
    if (status !== 409) return ok;
    for (let look = 0; look < LOOKS; look++) {
      await systemClock.sleep(LOOK_EVERY_MS);
      if (await isSignedIn()) return true;
    }
    return false;
  });
}

async function isSignedIn(): Promise<boolean> {
  const response = await send("GET", "/api/auth/state");
  return response.ok && (await response.json()).principal !== null;
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    const { type, detail } = await response.json();
    return new Refusal(response.status, String(type).split(":").at(-1) ?? "", String(detail));
  } catch {
    return new Refusal(response.status, "", `The server answered ${response.status}; try again.`);
  }
}
