import assert from "node:assert/strict";
import type { AnyActorDef } from "../runtime/actor.ts";
import { PLACES } from "./topology.ts";

const names = (streams: readonly { readonly name: string }[]) => streams.map(({ name }) => name);

for (const place of PLACES) {
  Deno.test(`the topology knows what ${place.name} consumes and produces`, async () => {
    const module = await import(new URL(`./${place.name}/actor.ts`, import.meta.url).href);
    const actor: AnyActorDef = module.default;
    assert.equal(actor.name, place.name);
    assert.deepEqual(names(actor.consumes), names(place.consumes));
    assert.deepEqual(names(actor.produces), names(place.produces));
  });
}

Deno.test("every stream has at most one producer, which starts after its consumers unless it flows back", () => {
  for (const [index, place] of PLACES.entries()) {
    for (const { name: stream, feedback } of place.produces) {
      const others = PLACES.filter((other) =>
        other !== place && names(other.produces).includes(stream)
      );
      assert.deepEqual(others.map(({ name }) => name), [], `${stream} has another producer`);
      for (const [at, consumer] of PLACES.entries()) {
        const isReader = !feedback && names(consumer.consumes).includes(stream);
        if (isReader) assert.ok(at < index, consumer.name);
      }
    }
  }
});

Deno.test("every folder with an actor has its place, and the README's table names it", async () => {
  const folders: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(".", import.meta.url))) {
    // The task that runs one actor alone is called so, too.
    if (!isDirectory || name === "cli") continue;
    const files = [...Deno.readDirSync(new URL(`./${name}/`, import.meta.url))];
    if (files.some((file) => file.name === "actor.ts")) folders.push(name);
  }
  assert.deepEqual(folders.sort(), PLACES.map(({ name }) => name).sort());
  const text = await Deno.readTextFile(new URL("./README.md", import.meta.url));
  const readme = text.replaceAll(/ +/g, " ");
  const list = (streams: readonly { readonly name: string }[]) =>
    names(streams).map((name) => `\`${name}\``).join(" ") || "–";
  for (const place of PLACES) {
    const row = `| \`${place.name}\` | ${list(place.consumes)} | ${list(place.produces)} |`;
    assert.ok(readme.includes(row), `actors/README.md lacks the row beginning with\n${row}`);
  }
});
