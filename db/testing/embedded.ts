import { join } from "node:path";
import { type EmbeddedDatabase, type EmbeddedOptions, startEmbedded } from "../embedded/start.ts";

/** Where tests keep an empty embedded database, so that only the first of them has to make one. */
export function testTemplates(): string {
  return join(Deno.env.get("TMPDIR") ?? "/tmp", `pitboss-test-templates-${Deno.uid() ?? 0}`);
}

/** An embedded database, in a temporary folder that goes with it unless one is given. */
export async function startTestEmbedded(
  options: Partial<EmbeddedOptions> = {},
): Promise<EmbeddedDatabase> {
  const folder = options.folder ?? await Deno.makeTempDir({ prefix: "pitboss-test-" });
  const embedded = await startEmbedded({ templates: testTemplates(), ...options, folder });
  return {
    ...embedded,
    async close() {
      await embedded.close();
      if (options.folder === undefined) await Deno.remove(folder, { recursive: true });
    },
  };
}
