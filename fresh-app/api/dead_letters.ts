import type { DeadLetter, DeadLetters } from "../../runtime/mailbox/mailbox.ts";
import { isoOf } from "./moment.ts";
import { pageOf } from "./pages.ts";
import type { Page, PageRequest } from "./ports.ts";
import type { DeadLetterView } from "./views.ts";

/** Most of a message's bytes that a list shows. */
const BODY_SHOWN_BYTES = 4_096;

/** Dead letters are rare; beyond this many per stream, the later ones are not listed here. */
const PER_STREAM_MAX = 10_000;

const CHUNK = 200;

type Reader = Pick<DeadLetters, "list" | "streams">;

/** The dead letters of every stream, the latest first. */
export async function readDeadLetters(
  letters: Reader,
  page: PageRequest,
): Promise<Page<DeadLetterView>> {
  const all: DeadLetterView[] = [];
  for (const stream of await letters.streams()) {
    for await (const letter of lettersOf(letters, stream)) all.push(deadLetterView(letter));
  }
  const key = ({ deadAt, stream, id }: DeadLetterView) => JSON.stringify([deadAt, stream, id]);
  return pageOf(all, { key, direction: "descending" }, page);
}

async function* lettersOf(letters: Reader, stream: string): AsyncGenerator<DeadLetter> {
  let after: string | undefined;
  for (let read = 0; read < PER_STREAM_MAX; read += CHUNK) {
    const chunk = await letters.list(stream, {
      max: CHUNK,
      ...after === undefined ? {} : { after },
    });
    yield* chunk;
    after = chunk.at(-1)?.id;
    if (chunk.length < CHUNK || after === undefined) return;
  }
}

function deadLetterView(letter: DeadLetter): DeadLetterView {
  const { id, stream, group, seq, key, reason, attempts, deadAt, body } = letter;
  return {
    id,
    stream,
    group,
    seq,
    key,
    reason,
    attempts,
    deadAt: isoOf(deadAt),
    bodyBytes: body.length,
    body: new TextDecoder().decode(body.subarray(0, BODY_SHOWN_BYTES)),
    bodyComplete: body.length <= BODY_SHOWN_BYTES,
  };
}
