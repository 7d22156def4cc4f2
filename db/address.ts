import { z } from "zod";

/** Where the database is. Plain JSON: it travels to Workers in their configuration. */
export const databaseAddressSchema = z.discriminatedUnion("kind", [
  /** A PostgreSQL server, by URL. */
  z.strictObject({ kind: z.literal("server"), url: z.string() }),
  /** The embedded database of this process, by the path of its Unix socket. */
  z.strictObject({ kind: z.literal("embedded"), socket: z.string().min(1) }),
]);
/** See {@link databaseAddressSchema}. */
export type DatabaseAddress = z.output<typeof databaseAddressSchema>;

/** An address that cannot be one. The message never holds the address itself: it has a password. */
export class BadAddress extends Error {
  override readonly name = "BadAddress";
}

/** Reads a server's URL, as `DATABASE_URL` holds it; throws {@link BadAddress}. */
export function serverAddress(url: string): DatabaseAddress {
  const problem = problemOf(url);
  if (problem !== null) {
    throw new BadAddress(
      `the database address (DATABASE_URL) ${problem}; ` +
        "it must look like postgres://user:password@host:5432/name",
    );
  }
  return { kind: "server", url };
}

function problemOf(text: string): string | null {
  if (!URL.canParse(text)) return "is not a URL";
  const url = new URL(text);
  if (url.protocol !== "postgres:" && url.protocol !== "postgresql:") {
    // What stands before the colon may be a part of a password.
    return "does not begin with postgres:";
  }
  if (url.hostname === "") return "names no host";
  return null;
}

/** The address in words, without user and password: for messages. */
export function describeAddress(address: DatabaseAddress): string {
  if (address.kind === "embedded") return `the embedded database at ${address.socket}`;
  const { hostname, port, pathname } = new URL(address.url);
  return `PostgreSQL at ${hostname}:${port || "5432"}${pathname}`;
}
