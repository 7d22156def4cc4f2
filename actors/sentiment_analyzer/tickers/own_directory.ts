import {
  type CompanyListing,
  type CompanyName,
  readTable,
  type SymbolDirectory,
} from "./directory.ts";
import { FINANCE_AND_HEALTH } from "./table/finance_health.ts";
import { FORMER } from "./table/former.ts";
import { INDUSTRY_AND_CONSUMER } from "./table/industry_consumer.ts";
import { MID_CAPS } from "./table/mid_caps.ts";
import { MORE_INDUSTRY } from "./table/more_industry.ts";
import { MORE_MID_CAPS } from "./table/more_mid_caps.ts";
import { MORE_SERVICES } from "./table/more_services.ts";
import { SHORT_NAMES } from "./table/short_names.ts";
import { SMALL_CAPS_A } from "./table/small_caps_a.ts";
import { SMALL_CAPS_B_TO_C } from "./table/small_caps_b_to_c.ts";
import { SMALL_CAPS_D_TO_G } from "./table/small_caps_d_to_g.ts";
import { SMALL_CAPS_H_TO_L } from "./table/small_caps_h_to_l.ts";
import { SMALL_CAPS_M_TO_P } from "./table/small_caps_m_to_p.ts";
import { SMALL_CAPS_Q_TO_S } from "./table/small_caps_q_to_s.ts";
import { SMALL_CAPS_T_TO_Z } from "./table/small_caps_t_to_z.ts";
import { TECHNOLOGY } from "./table/technology.ts";
import { TERMS } from "./table/terms.ts";

const SHORT = Map.groupBy(readTable(SHORT_NAMES), ({ ticker }) => ticker);

/** Of a company that few speak of, a name counts with its capitals only. */
function carefully(listing: CompanyListing): CompanyListing {
  const names = listing.names.map((name): CompanyName =>
    name.strength === "plain" ? { ...name, strength: "careful" } : name
  );
  return { ...listing, names };
}

/** The companies that the project knows by itself, for when no broker can be asked. */
export const OWN_DIRECTORY: SymbolDirectory = {
  listings: [
    ...[TECHNOLOGY, FINANCE_AND_HEALTH, INDUSTRY_AND_CONSUMER, MORE_INDUSTRY, MORE_SERVICES]
      .flatMap(readTable),
    // Their symbols are rarely written alone, and many are words.
    ...[
      ...[MID_CAPS, MORE_MID_CAPS, FORMER].flatMap(readTable),
      ...[
        SMALL_CAPS_A,
        SMALL_CAPS_B_TO_C,
        SMALL_CAPS_D_TO_G,
        SMALL_CAPS_H_TO_L,
        SMALL_CAPS_M_TO_P,
        SMALL_CAPS_Q_TO_S,
        SMALL_CAPS_T_TO_Z,
      ].flatMap(readTable).map(
        carefully,
      ),
    ].map((listing) => ({ ...listing, vetted: false })),
  ].map((listing) => ({
    ...listing,
    names: [...listing.names, ...(SHORT.get(listing.ticker) ?? []).flatMap(({ names }) => names)],
  })),
  terms: TERMS,
  symbols: null,
};
