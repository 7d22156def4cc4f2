import type { Principal } from "./principal.ts";

const remembered = new WeakMap<Request, Principal>();

/** Notes who sent a request, for the page that answers it. */
export function rememberPrincipal(request: Request, principal: Principal | null): void {
  if (principal !== null) remembered.set(request, principal);
}

/** Who sent a request that a page answers; null: nobody who is known. */
export function rememberedPrincipal(request: Request): Principal | null {
  return remembered.get(request) ?? null;
}
