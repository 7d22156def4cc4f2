/** A member of a problem document that tells which parameter broke which rule. */
export interface ParameterFault {
  readonly parameter: string;
  /** What is accepted, in words. */
  readonly rule: string;
  /** What was found, shortened; null where the parameter was missing. */
  readonly value: string | null;
}

/** The kinds of problems that a client can meet, with their HTTP status. */
const KINDS = {
  "bad-parameter": { status: 400, title: "A parameter cannot be used" },
  "bad-host": { status: 400, title: "The Host header is missing or malformed" },
  "bad-body": { status: 400, title: "The request body cannot be used" },
  "unauthenticated": { status: 401, title: "Sign in first" },
  "forbidden": { status: 403, title: "This is not allowed from there" },
  "confirm-first": { status: 403, title: "Show a passkey first" },
  "not-found": { status: 404, title: "There is nothing here" },
  "method-not-allowed": { status: 405, title: "The method is not allowed here" },
  "conflict": { status: 409, title: "That is not possible as things are" },
  "version-gone": { status: 412, title: "It was changed meanwhile" },
  "body-too-large": { status: 413, title: "The request body is too large" },
  "not-json": { status: 415, title: "The request body must be JSON" },
  "upgrade-required": { status: 426, title: "This path speaks WebSocket" },
  "wrong-host": { status: 421, title: "This server does not answer under that host name" },
  "too-many": { status: 429, title: "Too many attempts" },
  "internal": { status: 500, title: "Something went wrong on our side" },
  "not-ready": { status: 503, title: "The system is not ready" },
  "unavailable": { status: 503, title: "A part that is needed cannot be reached" },
  "timeout": { status: 503, title: "The answer took too long" },
} as const;

/** See {@link KINDS}. */
export type ProblemKind = keyof typeof KINDS;

/** An answer that is no success, told as a problem document (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  /**
   * @param detail one sentence for the client; it must not tell more than the client may know
   * @param members further members of the document
   */
  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly members: Readonly<Record<string, unknown>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
  }

  /** HTTP status code. */
  get status(): number {
    return KINDS[this.kind].status;
  }
}

/** A 400 that names every parameter that cannot be used. */
export function badParameters(faults: readonly ParameterFault[]): Problem {
  const detail = faults
    .map(({ parameter, rule, value }) =>
      value === null
        ? `${parameter} is missing; it must be ${rule}.`
        : `${parameter} must be ${rule}, but is ${JSON.stringify(value)}.`
    )
    .join(" ");
  return new Problem("bad-parameter", detail, { errors: faults });
}

/**
 * The problem as an HTTP response. `requestId` identifies this occurrence; where it matters, the
 * log tells the cause under the same id.
 */
export function problemResponse(problem: Problem, requestId: string): Response {
  const { title, status } = KINDS[problem.kind];
  const document = {
    type: `urn:pitboss:problem:${problem.kind}`,
    title,
    status,
    detail: problem.message,
    instance: `urn:uuid:${requestId}`,
    ...problem.members,
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: { "content-type": "application/problem+json", ...problem.headers },
  });
}
