import { readTable, type SymbolDirectory } from "./directory.ts";
import { FINANCE_AND_HEALTH } from "./table/finance_health.ts";
import { INDUSTRY_AND_CONSUMER } from "./table/industry_consumer.ts";
import { MORE_INDUSTRY } from "./table/more_industry.ts";
import { MORE_SERVICES } from "./table/more_services.ts";
import { TECHNOLOGY } from "./table/technology.ts";
import { TERMS } from "./table/terms.ts";

/** The large companies that the project knows by itself, for when no broker can be asked. */
export const OWN_DIRECTORY: SymbolDirectory = {
  listings: [TECHNOLOGY, FINANCE_AND_HEALTH, INDUSTRY_AND_CONSUMER, MORE_INDUSTRY, MORE_SERVICES]
    .flatMap(readTable),
  terms: TERMS,
  symbols: null,
};
