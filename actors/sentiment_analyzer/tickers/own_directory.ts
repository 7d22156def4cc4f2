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
import { SMALL_CAPS_A_TO_B } from "./table/small_caps_a_to_b.ts";
import { SMALL_CAPS_C_TO_D } from "./table/small_caps_c_to_d.ts";
import { SMALL_CAPS_E_TO_H } from "./table/small_caps_e_to_h.ts";
import { SMALL_CAPS_I_TO_M } from "./table/small_caps_i_to_m.ts";
import { SMALL_CAPS_N_TO_R } from "./table/small_caps_n_to_r.ts";
import { SMALL_CAPS_S_TO_Z } from "./table/small_caps_s_to_z.ts";
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
        SMALL_CAPS_A_TO_B,
        SMALL_CAPS_C_TO_D,
        SMALL_CAPS_E_TO_H,
        SMALL_CAPS_I_TO_M,
        SMALL_CAPS_N_TO_R,
        SMALL_CAPS_S_TO_Z,
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
