/** What one check found. */
export interface Finding {
  /** What was looked at, for example `redis persistence`. */
  readonly check: string;
  /** `fault`: it does not work, or would lose something. `warning`: it works, and could be better. */
  readonly status: "ok" | "warning" | "fault";
  /** One sentence. */
  readonly found: string;
  /** The command or setting that mends it; null where nothing needs to be mended. */
  readonly mend: string | null;
}

/** All is well. */
export function ok(check: string, found: string): Finding {
  return { check, status: "ok", found, mend: null };
}

/** It works, and could be better. */
export function warning(check: string, found: string, mend: string): Finding {
  return { check, status: "warning", found, mend };
}

/** It does not work. */
export function fault(check: string, found: string, mend: string): Finding {
  return { check, status: "fault", found, mend };
}

/** What an error says, in one line. */
export function said(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
