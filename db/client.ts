import postgres from "postgres";
import type { DatabaseAddress } from "./address.ts";
import { columnTypes } from "./column_types.ts";

/** The client that queries are written with. */
export type Sql = postgres.Sql<{
  bigint: number;
  numeric: string;
  timestamptz: string;
  date: string;
}>;

/** Settings of a client; see {@link import("./connect.ts").DatabaseOptions}. */
export interface ClientSettings {
  readonly address: DatabaseAddress;
  readonly schema: string;
  readonly connectionsMax: number;
  readonly application: string;
  readonly timeoutMs: number;
}

const CONNECT_TIMEOUT_S = 10;

/** What a Worker must be allowed in order to open a database, and no more. */
export interface DatabasePermissions {
  readonly net: readonly string[];
  readonly read: readonly string[];
  readonly write: readonly string[];
  /** Variables that the client looks up even where it is told everything. */
  readonly env: readonly string[];
}

/** The permissions that a client needs for an address. */
export function databasePermissions(address: DatabaseAddress): DatabasePermissions {
  const env = ["PGAPPNAME", "PGTARGETSESSIONATTRS"];
  if (address.kind === "embedded") {
    const { socket } = address;
    return { net: [`unix:${socket}`], read: [socket], write: [socket], env };
  }
  const { hostname, port } = new URL(address.url);
  return { net: [`${hostname}:${port || "5432"}`], read: [], write: [], env };
}

type ClientOptions = postgres.Options<Record<string, postgres.PostgresType>>;

/**
 * Makes a client. It connects when it is first asked.
 *
 * It reads whatever it is not told from variables that begin with PG. Everything is told,
 * so that no stray variable changes how we connect; two are looked up regardless
 * ({@link databasePermissions}).
 */
export function createClient(options: ClientSettings): Sql {
  const settings = {
    ...endpoint(options.address),
    max: options.connectionsMax,
    types: columnTypes,
    // Arrays are never asked for, so their types need not be looked up at every connect.
    fetch_types: false,
    prepare: true,
    max_pipeline: 100,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: CONNECT_TIMEOUT_S,
    keep_alive: 60,
    backoff: () => 0.25,
    debug: false,
    publications: "alltables",
    sslnegotiation: null,
    target_session_attrs: null,
    onnotice: () => {},
    connection: {
      application_name: options.application,
      search_path: options.schema,
      TimeZone: "UTC",
      statement_timeout: options.timeoutMs,
    },
  };
  // Its types lack some of the options and values that it takes.
  return postgres(settings as unknown as ClientOptions) as Sql;
}

function endpoint(address: DatabaseAddress) {
  if (address.kind === "embedded") {
    return {
      path: address.socket,
      host: "localhost",
      port: 5432,
      user: "postgres",
      pass: () => "",
      database: "postgres",
      ssl: false,
    };
  }
  const url = new URL(address.url);
  const user = decodeURIComponent(url.username) || "postgres";
  const ssl = url.searchParams.get("sslmode") ?? url.searchParams.get("ssl") ?? "disable";
  return {
    // An IPv6 address stands in brackets in a URL.
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 5432),
    user,
    pass: () => decodeURIComponent(url.password),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    ssl: ssl === "disable" ? false : ssl,
  };
}
