import { migrate, MigrationRefused } from "../../db/migrate.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { openDatabase } from "./open.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";
import { count } from "./count.ts";

export default defineCommand({
  name: "migrate",
  summary: "Bring the database's schema up to date",
  details: `Applies the migrations in db/migrations that are missing, each in one transaction and
under a lock, so that it may run any number of times and beside others. Every start does the same;
this task is for doing it beforehand.`,
  options: {},
  environment: SETTINGS_DOCS,
  async run({ env }) {
    const { database, described, close } = await openDatabase(readSettings(env));
    try {
      const migrations = await migrate(database);
      const fresh = migrations.filter(({ now }) => now);
      const text = [
        ...fresh.map(({ name }) => `applied ${name}`),
        `${described}: schema ${database.schema} is up to date, ` +
        `${count(fresh.length, "migration")} of ${migrations.length} applied now.`,
      ].join("\n");
      return { json: { database: described, schema: database.schema, migrations }, text };
    } catch (error) {
      if (error instanceof MigrationRefused) throw new UserError(error.message, { cause: error });
      throw error;
    } finally {
      await close();
    }
  },
});
