import { readTable, type SymbolDirectory } from "./directory.ts";
import { FINANCE_AND_HEALTH } from "./table/finance_health.ts";
import { FORMER } from "./table/former.ts";
import { INDUSTRY_AND_CONSUMER } from "./table/industry_consumer.ts";
import { MID_CAPS } from "./table/mid_caps.ts";
import { MORE_INDUSTRY } from "./table/more_industry.ts";
import { MORE_MID_CAPS } from "./table/more_mid_caps.ts";
import { MORE_SERVICES } from "./table/more_services.ts";
import { SHORT_NAMES } from "./table/short_names.ts";
import { TECHNOLOGY } from "./table/technology.ts";
import { TERMS } from "./table/terms.ts";

const SHORT = new Map(readTable(SHORT_NAMES).map(({ ticker, names }) => [ticker, names]));

/** The companies that the project knows by itself, for when no broker can be asked. */
export const OWN_DIRECTORY: SymbolDirectory = {
  listings: [
    ...[TECHNOLOGY, FINANCE_AND_HEALTH, INDUSTRY_AND_CONSUMER, MORE_INDUSTRY, MORE_SERVICES]
      .flatMap(readTable),
    // Their symbols are rarely written alone, and many are words.
    ...[MID_CAPS, MORE_MID_CAPS, FORMER].flatMap(readTable).map((listing) => ({
      ...listing,
      vetted: false,
    })),
  ].map((listing) => ({
    ...listing,
    names: [...listing.names, ...SHORT.get(listing.ticker) ?? []],
  })),
  terms: TERMS,
  symbols: null,
};
