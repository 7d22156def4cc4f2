import assert from "node:assert/strict";
import { createProgress } from "./progress.ts";
import { fakeIo } from "./testing.ts";

Deno.test("without a terminal a plain line comes every five seconds and at the end", async () => {
  const io = fakeIo();
  const progress = createProgress({ label: "bars", total: 100 }, io);
  for (let done = 1; done <= 100; done++) {
    await io.clock.advance(100);
    progress.update(done);
  }
  progress.finish("done");
  progress.update(101);
  assert.deepEqual(io.err, [
    "bars 50/100 (5 s left)\n",
    "bars 100/100 (10 s)\n",
    "bars 100/100 (done, 10 s)\n",
  ]);
});

Deno.test("on a terminal one line is drawn over and over, then ended", async () => {
  const io = fakeIo({}, true);
  const progress = createProgress({ label: "bars", total: 4 }, io);
  for (let done = 1; done <= 4; done++) {
    await io.clock.advance(1000);
    progress.update(done, "AAPL");
  }
  progress.finish();
  assert.equal(
    io.err[1],
    `\r\x1b[2K[${"#".repeat(12)}${"-".repeat(12)}] bars 2/4 (AAPL, 2 s left)`,
  );
  assert.equal(io.err.at(-1), "\n");
});

Deno.test("work of unknown size shows how much is done", async () => {
  const io = fakeIo();
  const progress = createProgress({ label: "messages", total: null }, io);
  await io.clock.advance(6000);
  progress.update(17);
  assert.deepEqual(io.err, ["messages 17 (6 s)\n"]);
});
