/** Finds the tickers that a text speaks of. */
export interface TickerFinder {
  /** `attached`: those that the source itself gave. */
  extract(
    title: string,
    summary?: string,
    attached?: readonly string[],
  ): readonly { readonly ticker: string }[];
}

/** Cashtags, and what the source attached: for where no symbol directory is at hand. */
export const cashtagFinder: TickerFinder = {
  extract(title, summary = "", attached = []) {
    const tags = `${title} ${summary}`.matchAll(/(?<![\w$])\$([A-Z]{1,5}(?:\.[A-Z])?)(?!\w)/g);
    const tickers = new Set([...attached, ...Array.from(tags, ([, ticker]) => ticker!)]);
    return [...tickers].map((ticker) => ({ ticker }));
  },
};
