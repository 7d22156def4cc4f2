import assert from "node:assert/strict";
import fc from "fast-check";
import { createLogger, type LogFields, type LogLevel } from "./log.ts";
import { createSink, humanSink, jsonSink, type SinkOptions } from "./sinks.ts";
import { redactUrls } from "./redact.ts";

const noon = new Date(2026, 0, 2, 12, 3, 4).getTime();

function lines(
  options: Partial<SinkOptions>,
  level: LogLevel,
  message: string,
  fields?: LogFields,
) {
  const written: string[] = [];
  const sink = createSink({
    format: "auto",
    level: "info",
    terminal: true,
    noColor: true,
    write: (line) => written.push(line),
    ...options,
  });
  createLogger("supervisor", () => noon, sink)[level](message, fields);
  return written;
}

Deno.test("people get one short aligned line on a terminal", () => {
  assert.deepEqual(lines({}, "info", "started market_data", { pid: 12, why: "a crash" }), [
    '12:03:04  info   supervisor         started market_data  pid=12 why="a crash"',
  ]);
});

Deno.test("colours appear only on a terminal and never with NO_COLOR", () => {
  const colored = (options: Partial<SinkOptions>) =>
    lines({ format: "human", ...options }, "warn", "x")[0]!.includes("\x1b[");
  assert.equal(colored({ terminal: true, noColor: false }), true);
  assert.equal(colored({ terminal: true, noColor: true }), false);
  assert.equal(colored({ terminal: false, noColor: false }), false);
});

Deno.test("without a terminal a record is one JSON object on one line", () => {
  const [line] = lines({ terminal: false }, "error", "no\nway", { n: 1, ok: false, none: null });
  assert.deepEqual(JSON.parse(line!), {
    time: new Date(noon).toISOString(),
    level: "error",
    source: "supervisor",
    message: "no\nway",
    fields: { n: 1, ok: false, none: null },
  });
});

Deno.test("records below the level are left out", () => {
  assert.deepEqual(lines({ level: "warn" }, "info", "x"), []);
  assert.equal(lines({ level: "warn" }, "warn", "x").length, 1);
  assert.equal(lines({ level: "debug" }, "debug", "x").length, 1);
});

Deno.test("a stack follows its line, indented", () => {
  assert.deepEqual(lines({}, "error", "crashed", { stack: "Error: x\n at y" }).slice(1), [
    "    Error: x",
    "     at y",
  ]);
});

Deno.test("passwords in URLs are hidden in messages and fields", () => {
  for (const format of ["human", "json"] as const) {
    const text = lines({ format }, "info", "connected to redis://me:hush@db:6379/0", {
      url: "postgres://root:hush@db/test?token=hush",
      stack: "at rediss://:hush@db",
    }).join("\n");
    assert(!text.includes("hush"), text);
    assert(text.includes("redis://me:***@db:6379/0"));
  }
});

Deno.test("redaction leaves other text alone", () => {
  for (const text of ["a: b@c", "http://host:80/path@x", "mail me@example.com", "12:30:00"]) {
    assert.equal(redactUrls(text), text);
  }
});

Deno.test("no text can forge a second line or an escape sequence", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    for (const make of [jsonSink, (w: (line: string) => void) => humanSink(w, false)]) {
      const written: string[] = [];
      createLogger("s", () => noon, make((line) => written.push(line))).info(text, { text });
      assert.equal(written.length, 1);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(written[0]!, /[\n\r\u001b]/);
    }
  }));
});
