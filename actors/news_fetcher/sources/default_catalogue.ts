import { type Catalogue, catalogueSchema } from "./catalogue.ts";

const MINUTE_MS = 60_000;

/**
 * Public feeds of finance and the economy that ask for no key, and the two kinds that need an
 * account, disabled. Weights are how much a source's word counts, by how close it is to the fact:
 * those who make the news (central bank, regulator) and wires of record first, then newsrooms, then
 * what anybody may post.
 */
export const DEFAULT_CATALOGUE: Catalogue = catalogueSchema.parse({
  sources: [
    feed(
      "federal-reserve",
      "Federal Reserve, press releases",
      1,
      5,
      "https://www.federalreserve.gov/feeds/press_all.xml",
    ),
    feed("sec", "SEC, press releases", 1, 10, "https://www.sec.gov/news/pressreleases.rss"),
    feed(
      "ecb",
      "European Central Bank, press",
      0.9,
      10,
      "https://www.ecb.europa.eu/rss/press.html",
    ),
    feed(
      "wsj-markets",
      "Wall Street Journal, markets",
      0.9,
      5,
      "https://feeds.content.dowjones.io/public/rss/RSSMarketsMain",
    ),
    feed(
      "marketwatch-top",
      "MarketWatch, top stories",
      0.8,
      5,
      "https://feeds.content.dowjones.io/public/rss/mw_topstories",
    ),
    feed(
      "marketwatch-pulse",
      "MarketWatch, market pulse",
      0.8,
      3,
      "https://feeds.content.dowjones.io/public/rss/mw_marketpulse",
    ),
    feed(
      "cnbc-top",
      "CNBC, top news",
      0.8,
      5,
      "https://www.cnbc.com/id/100003114/device/rss/rss.html",
    ),
    feed(
      "cnbc-earnings",
      "CNBC, earnings",
      0.8,
      5,
      "https://www.cnbc.com/id/15839135/device/rss/rss.html",
    ),
    feed(
      "nyt-business",
      "New York Times, business",
      0.8,
      10,
      "https://rss.nytimes.com/services/xml/rss/nyt/Business.xml",
    ),
    feed(
      "bbc-business",
      "BBC, business",
      0.7,
      10,
      "https://feeds.bbci.co.uk/news/business/rss.xml",
    ),
    feed(
      "guardian-business",
      "The Guardian, business",
      0.7,
      10,
      "https://www.theguardian.com/uk/business/rss",
    ),
    feed("yahoo-finance", "Yahoo Finance", 0.6, 5, "https://finance.yahoo.com/news/rssindex"),
    feed(
      "nasdaq-markets",
      "Nasdaq, markets",
      0.6,
      10,
      "https://www.nasdaq.com/feed/rssoutbound?category=Markets",
    ),
    feed(
      "seeking-alpha",
      "Seeking Alpha, market currents",
      0.5,
      5,
      "https://seekingalpha.com/market_currents.xml",
    ),
    feed(
      "globenewswire",
      "GlobeNewswire, public companies",
      0.5,
      5,
      "https://www.globenewswire.com/RssFeed/orgclass/1/feedTitle/GlobeNewswire%20-%20News%20about%20Public%20Companies",
    ),
    feed(
      "prnewswire",
      "PR Newswire, releases",
      0.4,
      5,
      "https://www.prnewswire.com/rss/news-releases-list.rss",
    ),
    {
      kind: "alpaca_news",
      name: "alpaca",
      title: "Alpaca (Benzinga)",
      enabled: false,
      weight: 0.8,
      everyMs: 2 * MINUTE_MS,
    },
    {
      kind: "reddit",
      name: "reddit-stocks",
      title: "Reddit: stocks, investing",
      enabled: false,
      weight: 0.2,
      everyMs: 10 * MINUTE_MS,
      subreddits: ["stocks", "investing"],
      scoreMin: 50,
    },
  ],
});

function feed(name: string, title: string, weight: number, minutes: number, url: string) {
  return { kind: "rss", name, title, weight, everyMs: minutes * MINUTE_MS, url };
}
