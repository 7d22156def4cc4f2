import assert from "node:assert/strict";
import type { Case } from "./kit.ts";

/** Hashes, compare-and-set, and sets whose members expire. */
export function sharedStateCases(contract: Case): void {
  contract("fields of a hash are set, read, overwritten and removed", async (bench) => {
    const [{ shared }, { shared: other }] = [await bench.open(), await bench.open()];
    assert.equal(await shared.get("strategy:weights", "momentum"), null);
    assert.deepEqual(await shared.all("strategy:weights"), {});
    await shared.set("strategy:weights", { momentum: "0.3", "news driven": "", 株: "ü" });
    await shared.set("strategy:weights", { momentum: "0.4" });
    await shared.set("strategy:weights", {});
    await shared.set("positions:history", { momentum: "other key" });
    assert.equal(await other.get("strategy:weights", "momentum"), "0.4");
    assert.deepEqual(await other.all("strategy:weights"), {
      momentum: "0.4",
      "news driven": "",
      株: "ü",
    });
    await other.remove("strategy:weights", ["momentum", "never was"]);
    await other.remove("strategy:weights", []);
    assert.deepEqual(await shared.all("strategy:weights"), { "news driven": "", 株: "ü" });
    await shared.remove("strategy:weights");
    await shared.remove("never was");
    assert.deepEqual(await other.all("strategy:weights"), {});
    assert.equal(await other.get("positions:history", "momentum"), "other key");
  });

  contract("a key that is removed is gone with its set, and no other", async (bench) => {
    const { shared } = await bench.open();
    const later = bench.clock.now() + 60_000;
    await shared.addExpiring("seen", ["a", "b"], later);
    await shared.addExpiring("others", ["a"], later);
    await shared.remove("seen", ["a"]);
    assert.deepEqual(await shared.hasMembers("seen", ["a", "b"]), new Set(["a", "b"]));
    await shared.remove("seen");
    assert.deepEqual(await shared.hasMembers("seen", ["a", "b"]), new Set());
    assert.deepEqual(await shared.hasMembers("others", ["a"]), new Set(["a"]));
  });

  contract("compare-and-set sets only what is as expected", async (bench) => {
    const { shared } = await bench.open();
    assert.equal(await shared.compareAndSet("k", "f", "1", "2"), false);
    assert.equal(await shared.compareAndSet("k", "f", null, "1"), true);
    assert.equal(await shared.compareAndSet("k", "f", null, "2"), false);
    assert.equal(await shared.compareAndSet("k", "f", "1", "2"), true);
    assert.equal(await shared.compareAndSet("k", "f", "1", "3"), false);
    assert.equal(await shared.get("k", "f"), "2");
    await shared.set("k", { g: "" });
    assert.equal(await shared.compareAndSet("k", "g", null, "x"), false);
    assert.equal(await shared.compareAndSet("k", "g", "", "x"), true);
  });

  contract(
    "of those who race with compare-and-set, each increment is won by one",
    async (bench) => {
      const racers = [await bench.open(), await bench.open(), await bench.open()];
      await racers[0]!.shared.set("counter", { n: "0" });
      let won = 0;
      await Promise.all(racers.map(async ({ shared }) => {
        for (let i = 0; i < 20;) {
          const seen = await shared.get("counter", "n");
          if (await shared.compareAndSet("counter", "n", seen, `${Number(seen) + 1}`)) {
            won++;
            i++;
          }
        }
      }));
      assert.equal(won, 60);
      assert.equal(await racers[0]!.shared.get("counter", "n"), "60");
    },
  );

  contract("a set tells which members are new and marks them in one step", async (bench) => {
    const { shared } = await bench.open();
    const later = bench.clock.now() + 60_000;
    assert.deepEqual(await shared.addExpiring("seen", ["a", "b", "a"], later), ["a", "b"]);
    assert.deepEqual(await shared.addExpiring("seen", ["b", "c"], later), ["c"]);
    assert.deepEqual(await shared.addExpiring("seen", [], later), []);
    assert.deepEqual(await shared.addExpiring("other", ["a"], later), ["a"]);
    assert.deepEqual(await shared.hasMembers("seen", ["c", "d", "a"]), new Set(["a", "c"]));
    assert.deepEqual(await shared.hasMembers("seen", []), new Set());
  });

  contract("a member is new again after it has expired", async (bench) => {
    const { shared } = await bench.open();
    const now = bench.clock.now();
    await shared.addExpiring("seen", ["short"], now + 100);
    await shared.addExpiring("seen", ["long"], now + 60_000);
    await bench.passTime(110);
    assert.deepEqual(await shared.hasMembers("seen", ["short", "long"]), new Set(["long"]));
    assert.deepEqual(await shared.addExpiring("seen", ["short", "long"], now + 60_000), ["short"]);
  });

  contract("a member that is seen again lives until the later of its expiries", async (bench) => {
    const { shared } = await bench.open();
    const now = bench.clock.now();
    await shared.addExpiring("seen", ["a"], now + 100);
    await shared.addExpiring("seen", ["a", "b"], now + 60_000);
    await shared.addExpiring("seen", ["b"], now + 100);
    await bench.passTime(110);
    assert.deepEqual(await shared.hasMembers("seen", ["a", "b"]), new Set(["a", "b"]));
  });

  contract("of those who race to add a member, one is told that it is new", async (bench) => {
    const racers = [await bench.open(), await bench.open(), await bench.open()];
    const later = bench.clock.now() + 60_000;
    const added = await Promise.all(
      racers.map(({ shared }) => shared.addExpiring("seen", ["x", "y"], later)),
    );
    assert.deepEqual(added.flat().sort(), ["x", "y"]);
  });
}
