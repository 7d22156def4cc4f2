import { HttpError } from "./error.ts";

/** What to do as a WebSocket lives. */
export interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event | ErrorEvent): void;
}

/** Passed on to `Deno.upgradeWebSocket()`. */
export interface WebSocketUpgradeOptions {
  /** Seconds without a sign of life after which the connection is closed; 120 by default. */
  idleTimeout?: number;
  /** The sub-protocol to agree on. */
  protocol?: string;
}

/** A socket to wire up, and the response to return for it. */
export interface UpgradedSocket {
  socket: WebSocket;
  response: Response;
}

/** Tells handlers from options by their functions, of which options have none. */
export function isWebSocketHandlers(value: object | undefined): value is WebSocketHandlers {
  if (value === undefined) return false;
  return ["open", "message", "close", "error"].some((name) =>
    typeof Reflect.get(value, name) === "function"
  );
}

/** Upgrades the request. @throws HttpError 400 if it does not ask for a WebSocket */
export function upgradeRequest(
  request: Request,
  options: WebSocketUpgradeOptions = {},
): UpgradedSocket {
  if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    throw new HttpError(400, "Expected a WebSocket upgrade request");
  }
  return Deno.upgradeWebSocket(request, options);
}

/** Has `handlers` called as the socket lives. */
export function wire(socket: WebSocket, handlers: WebSocketHandlers): void {
  socket.addEventListener("open", () => handlers.open?.(socket));
  socket.addEventListener("message", (event) => handlers.message?.(socket, event));
  socket.addEventListener("close", ({ code, reason }) => handlers.close?.(socket, code, reason));
  socket.addEventListener("error", (event) => handlers.error?.(socket, event));
}
