/**
 * A client of the embedded database in a Worker of its own, as an actor is one. It does what it is
 * told: add to a counter in transactions, or open a transaction and never end it.
 */
import type { DatabaseAddress } from "../address.ts";
import { openDatabase } from "../connect.ts";

/** What the Worker is told. */
export interface ClientOrder {
  readonly address: DatabaseAddress;
  readonly name: string;
  /** Transactions to run, four at a time over two connections; `stall`: begin one and stop. */
  readonly transactions: number | "stall";
}

const port = self as unknown as {
  onmessage: ((event: MessageEvent<ClientOrder>) => void) | null;
  postMessage(message: string): void;
};

async function obey({ address, name, transactions }: ClientOrder): Promise<string> {
  const database = await openDatabase({ address, connectionsMax: 2 });
  if (transactions === "stall") {
    await database.run((sql) =>
      sql.begin(async (tx) => {
        await tx`update counters set value = value + 1000000`;
        port.postMessage("stalled");
        await new Promise(() => {});
      })
    );
  }
  let left = Number(transactions);
  const add = async () => {
    while (left-- > 0) {
      await database.run((sql) =>
        sql.begin(async (tx) => {
          const [row] = await tx<{ value: number }[]>`select value from counters`;
          await tx`update counters set value = ${row!.value + 1}`;
          await tx`insert into increments (client) values (${name})`;
        })
      );
    }
  };
  await Promise.all([add(), add(), add(), add()]);
  await database.close();
  return "done";
}

port.onmessage = (event) => {
  obey(event.data).then(
    (answer) => port.postMessage(answer),
    (error) => port.postMessage(`failed: ${error}`),
  );
};
