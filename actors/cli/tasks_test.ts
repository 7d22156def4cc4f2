import assert from "node:assert/strict";
import project from "../../deno.json" with { type: "json" };
import { type Command, runCommand } from "./command.ts";
import { DENO_PINNED, tooOld } from "./deno_version.ts";
import { runProcess } from "./subprocess.ts";
import { TASKS } from "./tasks.ts";
import { fakeIo } from "./testing.ts";

async function load(name: string): Promise<Command> {
  return (await import(new URL(`./${name}.ts`, import.meta.url).href)).default;
}

/** Each Worker of these has a heap of its own: left alone, its young objects take 48 MB of memory. */
const SERVERS = ["dev", "start"];
const FEW_YOUNG_OBJECTS = "--v8-flags=--max-semi-space-size=4";

Deno.test("every task of deno.json has its module, its name and its summary", async () => {
  for (const { name, summary } of TASKS) {
    const command = await load(name);
    assert.equal(command.name, name);
    assert.equal(command.summary, summary);
    const task = Object.entries(project.tasks).find(([key]) => key === name)?.[1];
    const flags = SERVERS.includes(name) ? `--no-prompt ${FEW_YOUNG_OBJECTS}` : "--no-prompt";
    assert.equal(task?.command, `deno run -A ${flags} actors/cli/main.ts ${name}`);
  }
});

Deno.test("every task answers --help", async () => {
  for (const { name, summary } of TASKS) {
    const io = fakeIo();
    assert.equal(await runCommand(await load(name), ["--help"], io), 0);
    assert(io.out.join("").startsWith(`${summary}\n\nUsage: deno task ${name} `), name);
  }
});

Deno.test("an unknown option is one sentence and exit code 1 in every task", async () => {
  for (const { name } of TASKS) {
    const io = fakeIo();
    assert.equal(await runCommand(await load(name), ["--jsn"], io), 1);
    assert.match(io.err.join(""), /--jsn is not an option of ".+"\. Did you mean --json\?/);
    assert.deepEqual(io.out, []);
  }
});

Deno.test("an unknown task names the nearest and lists all", async () => {
  const { code, stdout, stderr } = await runProcess({
    args: ["run", "-A", "actors/cli/main.ts", "migrat"],
  });
  assert.equal(code, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /^There is no task "migrat"\. Did you mean migrate\?\n/);
  for (const { name } of TASKS) assert(stderr.includes(`\n  ${name} `), name);
});

Deno.test("a Deno older than 2.9 is refused with what to do, newer ones are not", () => {
  for (const version of ["1.46.3", "2.0.0", "2.8.9"]) {
    const sentence = tooOld(version);
    assert(sentence?.includes(`this is Deno ${version}`), version);
    assert(sentence?.includes(`npx -y deno@${DENO_PINNED}`), version);
  }
  for (const version of ["2.9.0", DENO_PINNED, "2.10.1", "3.0.0"]) {
    assert.equal(tooOld(version), null, version);
  }
});

Deno.test("the version is checked before anything else is loaded", async () => {
  const read = (file: string) => Deno.readTextFile(new URL(file, import.meta.url));
  const imports = (await read("./main.ts")).match(/^import .*$/gm);
  assert.deepEqual(imports, ['import { tooOld } from "./deno_version.ts";']);
  assert.doesNotMatch(await read("./deno_version.ts"), /\bimport\b.*from/);
});

Deno.test("the pinned version is the same everywhere", async () => {
  const read = (file: string) => Deno.readTextFile(new URL(`../../${file}`, import.meta.url));
  assert((await read(".ci/run")).includes(`\nDENO_VERSION=${DENO_PINNED}\n`));
  const named = (await read("README.md")).match(/deno@[\d.]+\d/g);
  assert.deepEqual(new Set(named), new Set([`deno@${DENO_PINNED}`]));
});
