/** A process that appends to a stream others append to as well. Arguments: folder, name, batches. */
import { systemClock } from "../../clock/system.ts";
import { openSqliteMailbox } from "../sqlite_streams.ts";

const [folder, key, batches] = Deno.args as [string, string, string];
const mailbox = openSqliteMailbox({ folder, clock: systemClock });
for (let i = 0; i < Number(batches); i++) {
  const body = new Uint8Array([i]);
  await mailbox.append("controls:commands", [{ key, body }, { key, body }]);
}
await mailbox.close();
