import assert from "node:assert/strict";
import { takeEnvironment } from "./secrets.ts";

Deno.test("everything but what programs need is taken out of the environment and handed over", () => {
  const before = {
    PATH: "/bin",
    LC_ALL: "C",
    https_proxy: "http://proxy",
    NPM_CONFIG_REGISTRY: "http://mirror",
    ALPACA_SECRET_KEY: "s3cret",
    DATABASE_URL: "postgres://u:p@h/d",
    AWS_SESSION_TOKEN: "t",
    TRADING_MODE: "demo",
  };
  const left: Record<string, string> = { ...before };
  const taken = takeEnvironment({
    toObject: () => ({ ...left }),
    delete: (name) => void delete left[name],
  });
  assert.deepEqual(taken, before);
  assert.deepEqual(left, {
    PATH: "/bin",
    LC_ALL: "C",
    https_proxy: "http://proxy",
    NPM_CONFIG_REGISTRY: "http://mirror",
  });
});
