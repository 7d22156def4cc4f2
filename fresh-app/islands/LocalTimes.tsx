import { useEffect } from "preact/hooks";
import { setReaderZone } from "../live/hooks.ts";
import { figuresOf, type Reader, ZONE_COOKIE } from "../words/reader.ts";

/** A year, in seconds. */
const YEAR_S = 31_536_000;

/**
 * Finds out in which time zone the reader is, and tells the server for the next pages. Until then the
 * server writes UTC; what it wrote is written anew here.
 */
export default function LocalTimes({ reader, today }: { reader: Reader; today: string | null }) {
  useEffect(() => {
    const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
    if (timeZone === reader.timeZone) return;
    document.cookie =
      `${ZONE_COOKIE}=${encodeURIComponent(timeZone)}; path=/; max-age=${YEAR_S}; ` +
      "samesite=lax";
    rewrite(document, { ...reader, timeZone }, today);
    setReaderZone(timeZone);
  }, []);
  return <span class="vh">{reader.timeZone === "UTC" ? "Times are UTC." : null}</span>;
}

function rewrite(page: Document, reader: Reader, today: string | null): void {
  const figures = figuresOf(reader);
  for (const element of page.querySelectorAll<HTMLTimeElement>("time[data-as]")) {
    const { dateTime, dataset } = element;
    const text = dataset.as === "moment"
      ? figures.moment(dateTime)
      : figures.clock(dateTime, today);
    // The node stays: an island may know it.
    if (element.firstChild instanceof Text) element.firstChild.data = text;
  }
}
