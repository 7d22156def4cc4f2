/** How urgent a record is. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** One thing that happened, as data. */
export interface LogRecord {
  /** System time, milliseconds since the epoch. */
  readonly at: number;
  readonly level: LogLevel;
  /** Who says it: an actor's name, `supervisor`, a task's name. */
  readonly source: string;
  /** One sentence for people. */
  readonly message: string;
  readonly fields: LogFields;
}

/** Facts beside the sentence. Values must be printable; secrets never get here. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** Where records go. */
export type LogSink = (record: LogRecord) => void;

/** Writes records of one source. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A logger for `source` that hands its records to `sink`. */
export function createLogger(source: string, now: () => number, sink: LogSink): Logger {
  const write = (level: LogLevel) => (message: string, fields: LogFields = {}) =>
    sink({ at: now(), level, source, message, fields });
  return { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}
