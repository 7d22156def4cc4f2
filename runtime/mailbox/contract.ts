import { closingCases } from "./contract/closing.ts";
import { competingCases } from "./contract/competing.ts";
import { consumingCases } from "./contract/consuming.ts";
import { deadLetterCases } from "./contract/dead_letters.ts";
import { casesFor, type MakeHarness } from "./contract/kit.ts";
import { modelCases } from "./contract/model.ts";
import { parkingCases } from "./contract/parking.ts";
import { publishingCases } from "./contract/publishing.ts";
import { sharedStateCases } from "./contract/shared_state.ts";
import { storyCases } from "./contract/story.ts";
import { trimmingCases } from "./contract/trimming.ts";

export type { MailboxHarness, MakeHarness } from "./contract/kit.ts";

/**
 * Registers a test for every guarantee of {@link import("./mailbox.ts").Mailbox}. Each case gets a
 * fresh backing from `make`. `TRADING_TEST_QUICK=1` shortens the long ones.
 */
export function testMailboxContract(name: string, make: MakeHarness): void {
  const contract = casesFor(name, make);
  publishingCases(contract);
  consumingCases(contract);
  competingCases(contract);
  parkingCases(contract);
  deadLetterCases(contract);
  trimmingCases(contract);
  sharedStateCases(contract);
  closingCases(contract);
  storyCases(contract);
  modelCases(name, make);
}
