import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";

/** The gateway cannot listen where it was told to. A restart cannot help. */
export class CannotListen extends Error {
  override readonly name: string = "CannotListen";
  /** Told to the supervisor. */
  readonly restartable = false;
}

/** Another program has the port. */
export class PortBusy extends CannotListen {
  override readonly name = "PortBusy";
}

/** A server that listens. */
export interface RunningServer {
  /** Where a browser on this machine finds it. */
  readonly url: string;
  /** Takes no more requests, lets those under way end within the deadline, then cuts them off. */
  close(deadlineMs: number): Promise<void>;
}

/** Where to listen. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** The variable that sets the port. Default `PORT`. */
  readonly setBy?: string;
}

/**
 * Listens on an address. Throws {@link PortBusy} or {@link CannotListen} with one sentence that
 * says how to mend it.
 */
export function listen(
  handler: (request: Request, remoteAddress: string) => Response | Promise<Response>,
  address: Address,
  env: { readonly clock: SystemClock; readonly log: Logger },
): RunningServer {
  const abort = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let closing = false;
  const server = serve();
  return {
    url: shownUrl(address.host, server.addr.port),
    async close(deadlineMs) {
      closing = true;
      const done = new AbortController();
      const late = env.clock.sleep(deadlineMs, done.signal).then(() => true, () => false);
      const answered = Promise.allSettled(underWay).then(() => false);
      // Once a shutdown has begun, an abort would throw: so it is one or the other.
      if (await Promise.race([answered, late])) abort.abort();
      else await Promise.race([server.shutdown(), late]);
      done.abort();
    },
  };

  async function answer(
    request: Request,
    { remoteAddr }: Deno.ServeHandlerInfo<Deno.NetAddr>,
  ): Promise<Response> {
    if (closing) return new Response(null, { status: 503, headers: { connection: "close" } });
    const response = Promise.try(handler, request, remoteAddr.hostname);
    underWay.add(response);
    try {
      return await response;
    } finally {
      underWay.delete(response);
    }
  }

  function serve(): Deno.HttpServer<Deno.NetAddr> {
    const { host: hostname, port, setBy = "PORT" } = address;
    try {
      return Deno.serve({
        hostname,
        port,
        signal: abort.signal,
        onListen: () => {},
        // Only what the app itself could not answer for comes here; the client learns nothing of it.
        onError(error) {
          env.log.error("a request failed outside of the app", { cause: String(error) });
          return new Response(null, { status: 500 });
        },
      }, answer);
    } catch (error) {
      throw listenFault(error, hostname, port, setBy);
    }
  }
}

// The system's own words would only repeat the sentence, so it stands without a cause.
function listenFault(error: unknown, host: string, port: number, setBy: string): unknown {
  const where = `Cannot listen on ${host}:${port}`;
  if (error instanceof Deno.errors.AddrInUse) {
    return new PortBusy(
      `${where}: another program uses this port. Stop that program, or choose another port with ` +
        `${setBy} (HOST chooses the address), for example ${setBy}=${port === 8000 ? 8001 : 8000}.`,
    );
  }
  if (error instanceof Deno.errors.AddrNotAvailable) {
    return new CannotListen(
      `${where}: this machine has no such address. Set HOST to one that it has, for example ` +
        `HOST=127.0.0.1.`,
    );
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return new CannotListen(
      `${where}: this user may not use that port or address. Choose a port above 1023 with ${setBy}.`,
    );
  }
  return error;
}

/** Whether the address means every interface of the machine. */
export function isWildcard(host: string): boolean {
  return host === "0.0.0.0" || host === "::" || host === "[::]";
}

/**
 * Where a browser on this machine finds a server that listens on the address: by the name
 * `localhost` where that leads there, because passkeys belong to names and never to IP addresses.
 */
export function shownUrl(host: string, port: number): string {
  const shown = isWildcard(host) || host === "127.0.0.1" ? "localhost" : host;
  return `http://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
}

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
