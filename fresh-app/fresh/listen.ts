/** Where to listen. */
export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem> & {
  /** Shown beside the local address. */
  remoteAddress?: string;
};

const PORT_FIRST = 8000;
const PORTS_MAX = 20;

/** Listens on the port asked for, else on the first free one from 8000. */
export function serve(
  handler: Deno.ServeHandler<Deno.NetAddr>,
  basePath: string,
  options: ListenOptions,
): void {
  const onListen = options.onListen ?? ((address) => announce(address, basePath, options));
  if (options.port !== undefined) {
    Deno.serve({ ...options, onListen }, handler);
    return;
  }
  for (let port = PORT_FIRST;; port++) {
    try {
      Deno.serve({ ...options, port, onListen }, handler);
      return;
    } catch (error) {
      const isLast = port === PORT_FIRST + PORTS_MAX - 1;
      if (isLast || !(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

function announce({ hostname, port }: Deno.NetAddr, basePath: string, options: ListenOptions) {
  const protocol = options.key !== undefined && options.cert !== undefined ? "https" : "http";
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  const remote = options.remoteAddress === undefined ? "" : `, ${options.remoteAddress}`;
  // deno-lint-ignore no-console -- Fresh says where the app can be opened
  console.log(`Fresh ready: ${protocol}://${host}:${port}${basePath}/${remote}`);
}
