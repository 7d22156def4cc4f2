import assert from "node:assert/strict";
import { downloadLog } from "./download_log.ts";

function told(...shares: readonly number[]): string[] {
  const lines: string[] = [];
  const tell = downloadLog({ info: (message) => void lines.push(message) });
  for (const share of shares) tell("onnx/model.onnx", share);
  return lines.map((line) =>
    line.replace(/^FinBERT: (\d+) % of onnx\/model\.onnx is fetched$/, "$1")
  );
}

Deno.test("a download is told in tenths, however many pieces it comes in", () => {
  const pieces = Array.from({ length: 1_000 }, (_, n) => (n + 1) / 1_000);
  assert.deepEqual(told(...pieces), ["10", "20", "30", "40", "50", "60", "70", "80", "90", "100"]);
  assert.deepEqual(told(0.05, 0.35, 0.36, 0.99, 1), ["35", "99", "100"]);
});

Deno.test("a file that comes at once is not worth a line", () => assert.deepEqual(told(1), []));
