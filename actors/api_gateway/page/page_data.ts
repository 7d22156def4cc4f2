import type { Millis } from "../../../runtime/clock/clock.ts";
import { type ActorDepth, mailboxDepths } from "../../../fresh-app/api/mailbox_depths.ts";
import { readDeadLetters } from "../../../fresh-app/api/dead_letters.ts";
import type { ApiPorts, Totals } from "../../../fresh-app/api/ports.ts";
import type {
  AnalyzerView,
  DeadLetterView,
  NewsView,
  PortfolioView,
  PositionView,
  RejectionView,
  SignalView,
  SourceView,
  TradeView,
} from "../../../fresh-app/api/views.ts";
import { within } from "../../../fresh-app/api/within.ts";
import type { Mode, SystemSnapshot } from "../../domain/system_status.ts";

/** Everything on the page; null where it cannot be read now. */
export interface PageData {
  /** System time at which the page was made. */
  readonly now: Millis;
  readonly mode: Mode;
  /** How often the page asks for itself anew, in seconds; null: only when told. */
  readonly refreshSeconds: number | null;
  readonly marketTime: Millis | null;
  readonly snapshot: SystemSnapshot | null;
  readonly depths: readonly ActorDepth[] | null;
  readonly totals: Totals | null;
  readonly portfolio: PortfolioView | null;
  readonly positions: readonly PositionView[] | null;
  readonly trades: readonly TradeView[] | null;
  readonly signals: readonly SignalView[] | null;
  readonly rejections: readonly RejectionView[] | null;
  readonly news: readonly NewsView[] | null;
  readonly sources: readonly SourceView[] | null;
  readonly analyzers: readonly AnalyzerView[] | null;
  readonly deadLetters: readonly DeadLetterView[] | null;
}

const SHOWN = { trades: 10, signals: 12, rejections: 6, news: 10, deadLetters: 5 } as const;

/** How long one part of the page may take, in ms: a page with a gap is better than none. */
const PART_MS = 2_000;

/** Reads everything that the page shows. */
export async function readPage(
  ports: ApiPorts,
  options: { readonly mode: Mode; readonly refreshSeconds: number | null },
): Promise<PageData> {
  const { records, status, clock } = ports;
  const first = (limit: number) => ({ limit, cursor: null });
  const part = async <T>(promise: Promise<T>): Promise<T | null> => {
    try {
      return await within(clock, PART_MS, promise);
    } catch (error) {
      ports.log.warn("a part of the status page is missing", { cause: String(error) });
      return null;
    }
  };
  const [
    marketTime,
    snapshot,
    depths,
    totals,
    portfolio,
    positions,
    trades,
    signals,
    rejections,
    news,
    sources,
    analyzers,
    deadLetters,
  ] = await Promise.all([
    part(status.marketTime()),
    part(status.snapshot()),
    part(mailboxDepths(ports)),
    part(records.totals()),
    part(records.portfolio()),
    part(records.positions()),
    part(records.trades(first(SHOWN.trades))),
    part(records.signals(first(SHOWN.signals))),
    part(records.rejections(first(SHOWN.rejections))),
    part(records.news({ ...first(SHOWN.news), ticker: null })),
    part(records.sources()),
    part(records.analyzers()),
    part(readDeadLetters(ports.mailbox.deadLetters, first(SHOWN.deadLetters))),
  ]);
  return {
    ...options,
    mode: snapshot?.mode ?? options.mode,
    now: clock.now(),
    marketTime,
    snapshot,
    depths,
    totals,
    portfolio,
    positions,
    trades: trades?.items ?? null,
    signals: signals?.items ?? null,
    rejections: rejections?.items ?? null,
    news: news?.items ?? null,
    sources,
    analyzers,
    deadLetters: deadLetters?.items ?? null,
  };
}
