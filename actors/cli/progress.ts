import type { SystemClock } from "../../runtime/clock/clock.ts";

/** What is being done, and how much of it there is. */
export interface ProgressOptions {
  readonly label: string;
  /** Steps in all; null where it is not known. */
  readonly total: number | null;
}

/** Shows how far work is. Calls are cheap: the display is refreshed at most a few times a second. */
export interface Progress {
  /** Sets how many steps are done, with an optional remark. */
  update(done: number, remark?: string): void;
  /** Shows the last state and ends the line. Later calls do nothing. */
  finish(remark?: string): void;
}

/** Where {@link createProgress} writes. */
export interface ProgressIo {
  readonly clock: SystemClock;
  readonly stderrIsTerminal: boolean;
  stderr(text: string): void;
}

const TERMINAL_EVERY_MS = 100;
const PLAIN_EVERY_MS = 5_000;
const BAR_WIDTH = 24;

/** A bar that is redrawn on a terminal; otherwise a plain line every five seconds. */
export function createProgress({ label, total }: ProgressOptions, io: ProgressIo): Progress {
  const startedAt = io.clock.monotonic();
  let shownAt = startedAt;
  let done = 0;
  let remark = "";
  let finished = false;
  const show = () => {
    const elapsedMs = io.clock.monotonic() - startedAt;
    const tail = [remark, eta(done, total, elapsedMs)].filter((part) => part !== "").join(", ");
    const share = total === null ? `${done}` : `${done}/${total}`;
    const text = `${label} ${share}${tail === "" ? "" : ` (${tail})`}`;
    if (!io.stderrIsTerminal) io.stderr(`${text}\n`);
    else io.stderr(`\r\x1b[2K${total === null ? "" : `${bar(done, total)} `}${text}`);
  };
  return {
    update(next, note = "") {
      if (finished) return;
      done = next;
      remark = note;
      const every = io.stderrIsTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
      if (io.clock.monotonic() - shownAt < every) return;
      shownAt = io.clock.monotonic();
      show();
    },
    finish(note) {
      if (finished) return;
      remark = note ?? remark;
      finished = true;
      show();
      if (io.stderrIsTerminal) io.stderr("\n");
    },
  };
}

function bar(done: number, total: number): string {
  const filled = total <= 0 ? BAR_WIDTH : Math.round(Math.min(1, done / total) * BAR_WIDTH);
  return `[${"#".repeat(filled)}${"-".repeat(BAR_WIDTH - filled)}]`;
}

function eta(done: number, total: number | null, elapsedMs: number): string {
  if (total === null || done <= 0 || done >= total) return `${Math.round(elapsedMs / 1000)} s`;
  return `${Math.ceil((elapsedMs / done) * (total - done) / 1000)} s left`;
}
