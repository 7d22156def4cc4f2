import postgres from "postgres";
import { ConstraintViolated, Fenced, StoreUnavailable } from "../runtime/delivery/store.ts";
import { type DatabaseAddress, describeAddress } from "./address.ts";

/** SQLSTATE that `commit_batch` raises for a batch that comes too late. */
const FENCED = "PB001";

/** Whether the whole transaction may simply be tried again: another one was in its way. */
export function isPassing(error: unknown): boolean {
  return error instanceof postgres.PostgresError &&
    (error.code === "40001" || error.code === "40P01");
}

/** Whether the connection is lost with this error. */
export function brokeConnection(error: unknown): boolean {
  return error instanceof postgres.PostgresError
    ? error.severity === "FATAL"
    : connectionFailureOf(error) !== undefined;
}

/** A call that had no answer in time. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";

  constructor(readonly timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
  }
}

/**
 * What an error of the database means to the runtime: {@link Fenced}, {@link ConstraintViolated} or
 * {@link StoreUnavailable}, with a sentence. Everything else is a defect and returned as it is.
 */
export function translate(error: unknown, address: DatabaseAddress): unknown {
  if (error instanceof postgres.PostgresError) {
    if (error.code === FENCED) return new Fenced(error.message, { cause: error });
    // 22: a value that is none (numeric overflow, bad time); 23: a constraint.
    if (/^2[23]/.test(error.code)) {
      return new ConstraintViolated(describeViolation(error), { cause: error });
    }
    const unavailable = whyUnavailable(error);
    if (unavailable !== null) return unreachable(address, unavailable, error);
    return error;
  }
  if (error instanceof Unanswered) {
    return unreachable(address, `did not answer within ${error.timeoutMs} ms`, error);
  }
  const reason = connectionFailureOf(error);
  return reason === undefined ? error : unreachable(address, reason, error);
}

/** Names the database, what happened and how to mend it. */
function unreachable(
  address: DatabaseAddress,
  reason: string,
  cause?: unknown,
): StoreUnavailable {
  const mend = address.kind === "server"
    ? "check that it runs and that DATABASE_URL is right"
    : "start the system again";
  return new StoreUnavailable(`${describeAddress(address)} ${reason}; ${mend}`, { cause });
}

function describeViolation(error: postgres.PostgresError): string {
  const where = error.table_name ?? tableIn(error.where);
  const detail = error.detail ? ` (${error.detail})` : "";
  return `${where ?? "a row"}: ${error.message}${detail}`;
}

// A value that does not fit its type is reported without its table; the statement names it.
function tableIn(context: string | undefined): string | null {
  return /insert into "?(\w+)"?/i.exec(context ?? "")?.[1] ?? null;
}

function whyUnavailable(error: postgres.PostgresError): string | null {
  if (error.code === "28P01" || error.code === "28000") return "refused the user or password";
  if (error.code === "3D000") return "has no database of that name";
  if (error.code === "53300") return "has no connection left";
  if (error.code === "25P03") return "cut a transaction that stayed open too long";
  if (error.code === "57014") return "gave up a statement that took too long";
  // 08: connection; 53: resources; 55P03: a lock not to be had; 57P: shutting down or starting up.
  return /^(08|53|55P03|57P)/.test(error.code) ? `is not available (${error.message})` : null;
}

const connectionFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refuses connections",
  ECONNRESET: "broke the connection",
  EPIPE: "broke the connection",
  ENOENT: "is not there",
  ENOTFOUND: "has a host name that nobody knows",
  EAI_AGAIN: "has a host name that cannot be looked up now",
  EHOSTUNREACH: "cannot be reached",
  ENETUNREACH: "cannot be reached",
  ETIMEDOUT: "does not answer",
  CONNECT_TIMEOUT: "does not answer",
  CONNECTION_CLOSED: "closed the connection",
  CONNECTION_DESTROYED: "was let go of while it was asked",
  CONNECTION_ENDED: "was let go of before it was asked",
};

function connectionFailureOf(error: unknown): string | undefined {
  // A name with several addresses fails with one error for each.
  if (error instanceof AggregateError) return connectionFailureOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? connectionFailures[error.code]
    : undefined;
}
