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
  if (response.status === 401 && !path.startsWith("/api/auth/refresh")) {
    if (await refreshed(method, path)) response = await send(method, path, body);
  }
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

/**
 * Exchanges the refresh token, one page at a time: a token that comes twice ends the session. A
 * page that waited for another one finds the new cookie, and needs no exchange of its own.
 */
async function refreshed(method: string, path: string): Promise<boolean> {
  return await navigator.locks.request("pitboss-refresh", async () => {
    const safe = method === "GET";
    if (safe && (await send("GET", path)).status !== 401) return true;
    const state = safe ? null : await (await send("GET", "/api/auth/state")).json();
    if (state !== null && state.principal !== null) return true;
    return (await send("POST", "/api/auth/refresh", {})).ok;
  });
}

async function refusalOf(response: Response): Promise<Refusal> {
  try {
    const { type, detail } = await response.json();
    return new Refusal(response.status, String(type).split(":").at(-1) ?? "", String(detail));
  } catch {
    return new Refusal(response.status, "", `The server answered ${response.status}; try again.`);
  }
}
