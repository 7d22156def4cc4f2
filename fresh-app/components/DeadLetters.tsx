import type { DeadLetterView } from "../api/views.ts";
import type { Reader } from "../words/reader.ts";
import { Empty, Time } from "./parts.tsx";

/** Messages that no actor could handle: what was read, why it failed, and a second try. */
export function DeadLetters(
  { letters, reader, mayReplay, told }: {
    letters: readonly DeadLetterView[];
    reader: Reader;
    /** Only an operator may. */
    mayReplay: boolean;
    /** What became of a replay that was just asked for. */
    told: string | null;
  },
) {
  return (
    <>
      {told === null ? null : (
        <p class="empty" role="status">
          {told === "yes"
            ? "The message stands before its actor again. If it fails again, it comes back here."
            : "That message was no longer there: it was replayed or dropped before."}
        </p>
      )}
      {letters.length === 0
        ? <Empty>None. A message that an actor cannot handle is kept here, with the reason.</Empty>
        : (
          <div class="dl">
            {letters.map((letter) => (
              <Letter letter={letter} reader={reader} mayReplay={mayReplay} key={letter.id} />
            ))}
          </div>
        )}
    </>
  );
}

function Letter(
  { letter, reader, mayReplay }: { letter: DeadLetterView; reader: Reader; mayReplay: boolean },
) {
  const { id, stream, group, seq, reason, attempts, deadAt, body, bodyBytes, bodyComplete } =
    letter;
  return (
    <details>
      <summary>
        <Time at={deadAt} today={deadAt} reader={reader} />
        <b>{group}</b>
        <span>{reason}</span>
        <span class="num">{attempts === 1 ? "1 try" : `${attempts} tries`}</span>
      </summary>
      <div class="in">
        <p class="mid">
          Read from <span class="mono">{stream}</span> {seq}, {bodyBytes} bytes
          {bodyComplete ? "" : " (only their beginning is shown)"}.
        </p>
        <pre tabIndex={0}>{body}</pre>
        {mayReplay
          ? (
            <form class="acts" method="post" action="/actors/replay">
              <input type="hidden" name="stream" value={stream} />
              <input type="hidden" name="id" value={id} />
              <button type="submit" class="primary">Replay this message</button>
            </form>
          )
          : (
            <p class="mid">
              <a href="/sign-in?next=/actors">Sign in as an operator</a>{" "}
              to replay it, or use deno task dlq.
            </p>
          )}
      </div>
    </details>
  );
}
