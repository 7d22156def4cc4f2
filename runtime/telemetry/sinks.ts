import type { LogFields, LogLevel, LogRecord, LogSink } from "./log.ts";
import { redactUrls } from "./redact.ts";

/** The levels, least urgent first. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

/** How records are written: `auto` is `human` on a terminal and `json` otherwise. */
export const LOG_FORMATS = ["auto", "human", "json"] as const;

/** One of {@link LOG_FORMATS}. */
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Where a sink's lines go, without the line feed. */
export type WriteLine = (line: string) => void;

/** What {@link createSink} is told by the settings and the terminal. */
export interface SinkOptions {
  readonly format: LogFormat;
  /** Less urgent records are left out. */
  readonly level: LogLevel;
  /** Whether `write` ends on a terminal. */
  readonly terminal: boolean;
  /** Whether the reader asked for no colours (NO_COLOR). */
  readonly noColor: boolean;
  readonly write: WriteLine;
}

/** The sink that the settings ask for, with level filter and redaction in front of it. */
export function createSink(options: SinkOptions): LogSink {
  const { format, terminal, noColor, write } = options;
  const human = format === "human" || (format === "auto" && terminal);
  const sink = human ? humanSink(write, terminal && !noColor) : jsonSink(write);
  return withLevel(options.level, redacting(sink));
}

/** Short aligned lines for people; times are local. A field called `stack` follows on its own lines. */
export function humanSink(write: WriteLine, color: boolean): LogSink {
  return ({ at, level, source, message, fields }) => {
    const { stack, ...rest } = fields;
    const facts = Object.entries(rest).map(([name, value]) => `${name}=${printable(value)}`);
    const time = dim(localTime(at), color);
    const tail = facts.length === 0 ? "" : `  ${dim(facts.join(" "), color)}`;
    const who = source.padEnd(18);
    write(`${time}  ${paint(level, color)}  ${who} ${oneLine(message)}${tail}`);
    if (stack !== undefined && stack !== null) {
      for (const line of String(stack).split("\n")) write(`    ${dim(oneLine(line), color)}`);
    }
  };
}

/** One JSON object per line: `time` (ISO 8601, UTC), `level`, `source`, `message`, `fields`. */
export function jsonSink(write: WriteLine): LogSink {
  return ({ at, level, source, message, fields }) => {
    const time = new Date(at).toISOString();
    const facts = Object.keys(fields).length === 0 ? {} : { fields };
    write(JSON.stringify({ time, level, source, message, ...facts }));
  };
}

/** Hands on records of the given level and above. */
export function withLevel(level: LogLevel, sink: LogSink): LogSink {
  const least = LOG_LEVELS.indexOf(level);
  return (record) => {
    if (LOG_LEVELS.indexOf(record.level) >= least) sink(record);
  };
}

/** Hides the passwords of URLs in messages and fields: an error's text often carries one. */
export function redacting(sink: LogSink): LogSink {
  return (record: LogRecord) => {
    const fields: Record<string, LogFields[string]> = {};
    for (const [name, value] of Object.entries(record.fields)) {
      fields[name] = typeof value === "string" ? redactUrls(value) : value;
    }
    sink({ ...record, message: redactUrls(record.message), fields });
  };
}

const COLORS: Readonly<Record<LogLevel, number>> = { debug: 90, info: 36, warn: 33, error: 31 };

function paint(level: LogLevel, color: boolean): string {
  const word = level.padEnd(5);
  return color ? `\x1b[${COLORS[level]}m${word}\x1b[0m` : word;
}

function dim(text: string, color: boolean): string {
  return color ? `\x1b[2m${text}\x1b[0m` : text;
}

function localTime(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function printable(value: LogFields[string]): string {
  if (typeof value !== "string") return String(value);
  return /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}

// A record is one line whatever a headline or an error's text holds: no forged lines, no escapes.
function oneLine(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (control) => {
    return `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}
