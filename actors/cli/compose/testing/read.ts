import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { runProcess } from "../../subprocess.ts";

const strings = z.array(z.string());

const service = z.looseObject({
  image: z.string(),
  build: z.string().optional(),
  profiles: strings,
  command: strings.default([]),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: strings.default([]),
  volumes: strings.default([]),
  ports: strings.default([]),
  healthcheck: z.looseObject({ test: strings }),
  user: z.string().optional(),
  read_only: z.boolean().default(false),
  cap_drop: strings.default([]),
  security_opt: strings.default([]),
  stop_grace_period: z.string().optional(),
  deploy: z.object({
    resources: z.object({
      limits: z.object({ cpus: z.string(), memory: z.string(), pids: z.number() }),
    }),
  }),
});
/** One service of a compose file, as far as we say what it must be. */
export type ComposeService = z.output<typeof service>;

const output = z.object({
  problems: strings,
  document: z.looseObject({
    services: z.record(z.string(), service),
    secrets: z.record(z.string(), z.object({ file: z.string() })),
  }),
});

/** What the compose file says, and what is wrong with it by the compose specification. */
export async function readCompose(
  path = fileURLToPath(new URL("../../../../docker-compose.yml", import.meta.url)),
): Promise<z.output<typeof output>> {
  const here = (file: string) => fileURLToPath(new URL(`../${file}`, import.meta.url));
  const lock = `--lock=${here("dclint.lock")}`;
  const args = [
    "run",
    "-A",
    "--no-prompt",
    "--quiet",
    "--no-config",
    "--frozen",
    lock,
    here("lint.ts"),
    path,
  ];
  const { code, stdout, stderr } = await runProcess({ args });
  assert.equal(code, 0, stderr);
  return output.parse(JSON.parse(stdout));
}

/** A value as compose would fill it in: `${NAME:-default}` by its default, `$$` by `$`. */
export function interpolated(text: string): string {
  return text.replace(/\$\{[A-Z_]+:-([^}]*)\}/g, "$1").replaceAll("$$", "$");
}
