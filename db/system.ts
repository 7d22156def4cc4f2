import type { Database } from "./connect.ts";

/** What a schema belongs to, for good. */
export interface SystemIdentity {
  readonly mode: "demo" | "replay" | "paper" | "live";
  /** The broker's account. */
  readonly account: string;
}

/** The schema holds the trading of another mode or account. */
export class WrongSystem extends Error {
  override readonly name = "WrongSystem";
}

/**
 * Writes down which mode and account the schema belongs to, or checks it against what was written
 * first. Throws {@link WrongSystem}: nothing of one account may ever be taken for another's.
 */
export async function claimSchema(database: Database, identity: SystemIdentity): Promise<void> {
  const found = await database.run(async (sql) => {
    await sql`
      insert into system (mode, account) values (${identity.mode}, ${identity.account})
          on conflict do nothing`;
    return (await sql<SystemIdentity[]>`select mode, account from system`)[0];
  });
  if (found?.mode === identity.mode && found.account === identity.account) return;
  throw new WrongSystem(
    `the schema ${database.schema} belongs to mode ${found?.mode} and account ${found?.account}, ` +
      `not to mode ${identity.mode} and account ${identity.account}; ` +
      "use another database or TRADING_HOME, or go back to that mode and account",
  );
}
