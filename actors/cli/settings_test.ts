import assert from "node:assert/strict";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

Deno.test("without any variable the system is a demo on this machine alone", () => {
  const settings = readSettings({});
  assert.equal(settings.mode, "demo");
  assert.equal(settings.home, ".pitboss");
  assert.equal(settings.host, "127.0.0.1");
  assert.equal(settings.port, 8000);
  assert.equal(settings.redisUrl, undefined);
  assert.equal(settings.databaseUrl, undefined);
  assert.equal(settings.shorting, false);
  assert.equal(settings.signalThreshold, 0.3);
});

Deno.test("live refuses with a sentence until it is built", () => {
  assert.throws(() => readSettings({ TRADING_MODE: "live" }), {
    message: "TRADING_MODE must be demo, replay or paper, because live trading is not built" +
      ` yet, but is "live". Set for example TRADING_MODE=demo.`,
  });
});

Deno.test("a key that cannot be used is refused and not shown", () => {
  const secret = "s".repeat(1025);
  assert.throws(() => readSettings({ APCA_API_SECRET_KEY: secret }), ({ message }) => {
    assert.match(message, /^APCA_API_SECRET_KEY must be /);
    return !message.includes("sss");
  });
});

Deno.test("a URL of the wrong kind is refused with an example", () => {
  assert.throws(() => readSettings({ REDIS_URL: "localhost:6379" }), {
    message: 'REDIS_URL must be a redis:// or rediss:// URL, but is "localhost:6379".' +
      " Set for example REDIS_URL=redis://127.0.0.1:6379.",
  });
});

Deno.test("every variable is documented", () => {
  for (const { variable, meaning, rule } of SETTINGS_DOCS) {
    assert(meaning.length > 10 && rule.length > 3, variable);
  }
});

Deno.test("a value may come from a file, without the line feed at its end", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-secret-" });
  try {
    const path = `${folder}/secret`;
    await Deno.writeTextFile(path, "hush-hush\n");
    assert.equal(readSettings({ APCA_API_SECRET_KEY_FILE: path }).alpacaSecret, "hush-hush");
    await Deno.writeTextFile(path, "four");
    assert.throws(() => readSettings({ PORT_FILE: path }), /PORT must be .*but is "four"/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a file that is not there, two values at once and a misspelt file variable are told", () => {
  assert.throws(
    () => readSettings({ REDIS_URL_FILE: "/nowhere/url", PORT: "1", PORT_FILE: "/nowhere/port" }),
    (error: Error) => {
      assert.match(error.message, /REDIS_URL_FILE must name a file .* "\/nowhere\/url" does not/);
      assert.match(error.message, /PORT and PORT_FILE are both set; unset one of them\./);
      return true;
    },
  );
  assert.throws(
    () => readSettings({ TRADING_MOED_FILE: "x" }),
    /TRADING_MOED_FILE is not a variable of this program/,
  );
});
