import { STATUS_CODES } from "node:http";
import { HttpError } from "./error.ts";

/** What a client is told of an error that no error page took: never more than its status. */
export function answerError(error: unknown): Response {
  if (error instanceof HttpError) {
    if (error.status >= 500) report(error);
    return new Response(error.message || STATUS_CODES[error.status], { status: error.status });
  }
  report(error);
  return new Response("Internal server error", { status: 500 });
}

function report(error: unknown): void {
  // deno-lint-ignore no-console -- Fresh reports on the console what no error page took
  console.error(error);
}
