import { useEffect } from "preact/hooks";
import { Clocks, FrameStrip, Money } from "../components/Pulse.tsx";
import type { Frame } from "../data/frame.ts";
import { useFields, useReader, useStatus } from "../live/hooks.ts";
import { setSignedIn } from "../live/browser.ts";
import { saidNow } from "../live/said.ts";
import { machineClock, statusWords } from "../words/status.ts";
import type { Reader } from "../words/reader.ts";

interface FrameProps {
  readonly frame: Frame;
  readonly reader: Reader;
}

/** The clocks, and how the page is connected. */
export function LiveClocks(
  { frame, reader: given, signedIn }: FrameProps & {
    /** Whether somebody is signed in. */
    signedIn: boolean;
  },
) {
  useEffect(() => setSignedIn(signedIn), [signedIn]);
  const reader = useReader(given);
  const status = useStatus();
  useEffect(() => {
    // What is on the page is as old as the connection: it is greyed, wherever it stands.
    document.documentElement.dataset.connection = status.kind;
  }, [status.kind]);
  return (
    <Clocks frame={useFields("frame", frame)} reader={reader}>
      <span class={`link l-${status.kind}`} role="status">
        {statusWords(status, (at) => machineClock(at, reader.timeZone))}
        <span class="vh">{saidNow.value === "" ? null : `. ${saidNow.value}`}</span>
      </span>
    </Clocks>
  );
}

/** What the account comes to. */
export function LiveMoney({ frame, reader }: FrameProps) {
  return <Money frame={useFields("frame", frame)} reader={useReader(reader)} />;
}

/** How the actors are. */
export function LiveStrip({ frame }: Pick<FrameProps, "frame">) {
  return <FrameStrip frame={useFields("frame", frame)} />;
}
