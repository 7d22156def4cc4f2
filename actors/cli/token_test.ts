import assert from "node:assert/strict";
import { startTestEmbedded } from "../../db/testing/embedded.ts";
import { runCommand } from "./command.ts";
import { EXIT } from "./failures.ts";
import { fakeIo } from "./testing.ts";
import token from "./token.ts";

const home = await Deno.makeTempDir({ prefix: "pitboss-test-" });

Deno.test.afterAll(() => Deno.remove(home, { recursive: true }));

async function run(...argv: string[]) {
  const io = fakeIo({ TRADING_HOME: home });
  const code = await runCommand(token, argv, io);
  return { code, out: io.out.join(""), err: io.err.join("") };
}

/** A running system's database, in the demo's folder. */
function running() {
  return startTestEmbedded({ folder: `${home}/demo/database`, schema: "pitboss_demo" });
}

Deno.test("tokens are made, listed and revoked, and codes made, beside a running system", async () => {
  const system = await running();
  try {
    const made = JSON.parse(
      (await run("--role", "operator", "--days", "7", "--name", "nightly run", "--json")).out,
    );
    assert.deepEqual([made.name, made.role, made.token.split(".").length], [
      "nightly run",
      "operator",
      3,
    ]);
    assert.equal(Date.parse(made.expiresAt) - Date.parse(made.createdAt), 7 * 86_400_000);
    const listed = (await run("list")).out;
    assert.match(listed, new RegExp(`^${made.id}  operator  until .*  nightly run$`, "m"));
    assert.ok(!listed.includes(made.token), "a token is told once");
    assert.equal((await run("revoke", made.id)).code, EXIT.done);
    assert.match((await run("list")).out, /revoked/);
    const again = await run("revoke", made.id);
    assert.equal(again.code, EXIT.badInput);
    assert.match(again.err, /token list shows what there is/);

    const plain = JSON.parse((await run("--json")).out);
    assert.deepEqual([plain.name, plain.role], ["script", "viewer"]);
    const enrol = JSON.parse((await run("enrol", "--json")).out);
    assert.match(enrol.code, /^[A-Z2-9]{5}-[A-Z2-9]{5}$/);
    assert.deepEqual([enrol.name, enrol.role], ["operator", "operator"]);
  } finally {
    await system.close();
  }
});

Deno.test("what cannot be asked for is told in a sentence", async () => {
  const wrong: [string[], RegExp][] = [
    [["mint"], /token knows make, list, revoke, enrol, but was asked for "mint"/],
    [["revoke"], /token revoke needs the id of a token/],
    [["list", "x"], /token list takes no id, but was given "x"/],
    [["--role", "admin"], /--role/],
    [["--days", "366"], /--days/],
    [["--name", "a\nb"], /--name/],
  ];
  for (const [argv, sentence] of wrong) {
    const { code, err } = await run(...argv);
    assert.deepEqual([code, sentence.test(err)], [EXIT.badInput, true], `${argv}: ${err}`);
  }
});
