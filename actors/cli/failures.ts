/** What the person gave cannot be used: an option, a file, a setting. Exit code 1. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** What was asked for was understood and did not succeed. Exit code 2. */
export class WorkFailed extends Error {
  override readonly name = "WorkFailed";
}

/** Exit codes that scripts may rely on. */
export const EXIT = { done: 0, badInput: 1, workFailed: 2, interrupted: 130 } as const;

/**
 * The sentence for a file or folder that the system would not let us use; anything else is returned
 * as it came, for the caller to throw on.
 *
 * @param doing what was attempted, for example "read the bars"
 */
export function fileFault(error: unknown, doing: string, path: string): unknown {
  const reason = FILE_FAULTS.find(([kind]) => error instanceof kind);
  if (reason === undefined) return error;
  return new UserError(`Cannot ${doing}: ${path} ${reason[1]}.`, { cause: error });
}

const FILE_FAULTS: readonly [new (message?: string) => Error, string][] = [
  [Deno.errors.NotFound, "does not exist; check the path"],
  [Deno.errors.PermissionDenied, "may not be opened by this user; check its owner and mode"],
  [Deno.errors.NotCapable, "is outside what this process may touch; check its Deno permissions"],
  [Deno.errors.IsADirectory, "is a folder where a file is needed"],
  [Deno.errors.NotADirectory, "is not a folder"],
  [Deno.errors.AlreadyExists, "exists already"],
];
