/**
 * Runs an embedded database on the folder given as argument and commits without end, telling each
 * number once its commit is confirmed. It is there to be killed.
 */
import { openDatabase } from "../connect.ts";
import { startEmbedded } from "../embedded/start.ts";
import { testTemplates } from "./embedded.ts";

const [folder] = Deno.args;
if (folder === undefined) throw new Error("the folder of the database is the one argument");
const embedded = await startEmbedded({ folder, templates: testTemplates(), schema: "public" });
const database = await openDatabase({ address: embedded.address, connectionsMax: 1 });
await database.run((sql) =>
  sql.unsafe("create table if not exists kept (n bigint primary key, filler text not null)")
);
const [last] = await database.run((sql) =>
  sql<{ n: number }[]>`select coalesce(max(n), 0) as n from kept`
);
const encoder = new TextEncoder();
const tell = (text: string) => Deno.stdout.writeSync(encoder.encode(`${text}\n`));
tell(`opened ${last!.n}`);
const filler = "x".repeat(2_000);
for (let n = last!.n + 1;; n++) {
  await database.run((sql) => sql`insert into kept values (${n}, ${filler})`);
  tell(`${n}`);
}
