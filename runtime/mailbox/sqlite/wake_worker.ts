/** Publishes entry 1 of a stream when it is told to: the other thread of the wake-up test. */
import { systemClock } from "../../clock/system.ts";
import { openSqliteMailbox } from "../sqlite_streams.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<{ folder: string; stream: string }>) => void;
  postMessage(message: string): void;
};

scope.onmessage = async ({ data: { folder, stream } }) => {
  const mailbox = openSqliteMailbox({ folder, clock: systemClock });
  await mailbox.publish(stream, 0, [{ seq: 1, key: "K", body: new Uint8Array([1]) }]);
  await mailbox.close();
  scope.postMessage("published");
};
