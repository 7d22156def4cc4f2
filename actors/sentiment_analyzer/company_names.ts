import { z } from "zod";
import { ASSET_BROKER, symbolDirectories } from "../../db/tables/symbol_directories.ts";
import type { Millis, SystemClock } from "../../runtime/clock/clock.ts";
import { type Store, StoreUnavailable } from "../../runtime/delivery/store.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import { listedAssetSchema } from "../domain/listed_asset.ts";
import { termsOf } from "./open_tickers.ts";
import { directoryFromAssets } from "./tickers/broker_directory.ts";
import { OWN_DIRECTORY } from "./tickers/own_directory.ts";
import { createTickerExtractor, type TickerExtractor } from "./tickers/ticker_extractor.ts";
import { withTerms } from "./tickers/user_terms.ts";

/** How often the broker's list is looked for, in ms of system time: until there is one, and from then on. */
export const LOOK_MS = { without: 60_000, with: 3_600_000 } as const;

/** What the names of companies come from. */
export interface CompanyNamesOptions {
  readonly tickerTerms: string | null;
  readonly brokerDirectory: boolean;
}

/** What {@link CompanyNames} needs around it. */
export interface CompanyNamesSurroundings {
  readonly store: Pick<Store, "select">;
  readonly clock: SystemClock;
  readonly log: Logger;
}

const assetsSchema = z.array(z.tuple([
  listedAssetSchema.shape.ticker,
  listedAssetSchema.shape.name,
]));

/**
 * The companies that are looked for in texts: those of our own table, or of the broker's list as soon as
 * one is kept in the database, and before them what the user's file names.
 */
export class CompanyNames {
  #extractor: TickerExtractor;
  #fetchedAt: string | null = null;
  #isWarned = false;
  #lookAt: Millis;

  private constructor(
    private readonly options: CompanyNamesOptions,
    private readonly around: CompanyNamesSurroundings,
  ) {
    const terms = termsOf(options.tickerTerms);
    this.#extractor = createTickerExtractor(withTerms(OWN_DIRECTORY, terms));
    this.#lookAt = around.clock.now();
  }

  /** Reads the user's file, and the broker's list if there is one. Throws `UnusableTickerTerms`. */
  static async open(
    options: CompanyNamesOptions,
    around: CompanyNamesSurroundings,
  ): Promise<CompanyNames> {
    const names = new CompanyNames(options, around);
    await names.look();
    return names;
  }

  /** For the companies that are known now. */
  get extractor(): TickerExtractor {
    return this.#extractor;
  }

  /** Takes up a newer list where it is time to look for one. */
  async look(): Promise<void> {
    const { store, clock, log } = this.around;
    if (!this.options.brokerDirectory || clock.now() < this.#lookAt) return;
    let row;
    try {
      [row] = await store.select(symbolDirectories, { broker: ASSET_BROKER });
    } catch (error) {
      // It is looked for again with the next message of time; articles do not wait for it.
      if (error instanceof StoreUnavailable) return;
      throw error;
    }
    this.#lookAt = clock.now() + (row === undefined ? LOOK_MS.without : LOOK_MS.with);
    if (row === undefined || row.fetched_at === this.#fetchedAt) return;
    const read = assetsSchema.safeParse(row.assets);
    if (!read.success) {
      if (!this.#isWarned) {
        log.warn(
          `the broker's list of assets that is kept cannot be read, and companies are looked for by what ` +
            `is known already: ${read.error.issues[0]?.message}`,
        );
      }
      this.#isWarned = true;
      return;
    }
    this.#fetchedAt = row.fetched_at;
    const assets = read.data.map(([ticker, name]) => ({ ticker, name }));
    const directory = directoryFromAssets(assets, OWN_DIRECTORY);
    const terms = termsOf(this.options.tickerTerms);
    this.#extractor = createTickerExtractor(withTerms(directory, terms));
    log.info(
      `companies are looked for by the broker's list of ${row.fetched_at}: ${assets.length} symbols, ` +
        `${directory.listings.length} of them by name`,
    );
  }
}
