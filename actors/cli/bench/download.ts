import { PROJECT_ROOT } from "../project.ts";
import { runProcess } from "../subprocess.ts";
import { type BenchResult, spread } from "./measure.ts";

/**
 * What the first start of the demo downloads beyond Deno, unpacked: the packages are fetched into an
 * empty cache. An upper bound of what travels, which is packed.
 */
export async function measureDownload(signal: AbortSignal): Promise<BenchResult[]> {
  const cache = await Deno.makeTempDir({ prefix: "pitboss-cache-" });
  try {
    const { code, stderr } = await runProcess({
      args: ["cache", "actors/cli/main.ts", `${PROJECT_ROOT}actors/cli/dev.ts`],
      env: { DENO_DIR: cache },
      signal,
    });
    if (code !== 0) throw new Error(`the packages could not be fetched: ${stderr}`);
    const bytes = await folderBytes(cache);
    return [{
      name: "startup download, unpacked",
      unit: "MB",
      ...spread([bytes / 1e6]),
      params: { task: "dev" },
    }];
  } finally {
    await Deno.remove(cache, { recursive: true });
  }
}

async function folderBytes(folder: string): Promise<number> {
  let bytes = 0;
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) bytes += await folderBytes(path);
    else if (entry.isFile) bytes += (await Deno.stat(path)).size;
  }
  return bytes;
}
