import { done } from "../../runtime/actor.ts";
import { randomId, randomSecret } from "../../runtime/clock/system.ts";
import { databaseAuthStore } from "../../db/auth/database_store.ts";
import { storedBacktests } from "../../fresh-app/api/backtest_records.ts";
import { storedControls } from "../../fresh-app/api/control_records.ts";
import { authEnvironment } from "../../fresh-app/auth/environment.ts";
import { databaseRecords } from "../../fresh-app/api/records.ts";
import { siteOf } from "../../fresh-app/auth/site.ts";
import { allowedHosts } from "../../fresh-app/api/shield.ts";
import { storedSources } from "../../fresh-app/api/source_records.ts";
import * as streams from "../domain/streams.ts";
import { defineActor } from "../resources.ts";
import { createGateway } from "./app.ts";
import { gatewayConfigSchema } from "./config.ts";
import { loadPages } from "./pages.ts";
import { isLoopback, listen } from "./server.ts";
import { StatusReader } from "./status_reader.ts";

/** Streams whose depth is shown: all that exist. */
const STREAMS = Object.values(streams).map(({ name }) => name);

/** How long ended sessions and tokens, and the record of sign-ins, are kept, in ms. */
const KEPT_MS = 400 * 86_400_000;

/**
 * Serves the API and the dashboard. It reads what others wrote, streams without a group, and
 * decides nothing: trading goes on without it.
 */
export default defineActor({
  name: "api_gateway",
  consumes: [],
  produces: [],
  config: gatewayConfigSchema,
  order: "total",

  async start({ config, resources, clock, log }) {
    const { mode, account, host, port, hostNames, origins, dashboard, timeoutMs, closeMs } = config;
    const { newsLive, newsAllowHosts } = config;
    const database = await resources.openDatabase();
    try {
      const ports = {
        records: databaseRecords(database, account, newsLive),
        sources: storedSources({ database, clock, allowedHosts: newsAllowHosts, isLive: newsLive }),
        backtests: storedBacktests({
          database,
          mailbox: resources.mailbox,
          clock,
          newId: randomId,
        }),
        controls: storedControls({ database, mailbox: resources.mailbox, clock, mode, account }),
        mailbox: resources.mailbox,
        status: new StatusReader(resources.mailbox, log),
        streams: STREAMS,
        clock,
        log,
        newId: randomId,
      };
      const auth = authEnvironment({
        store: databaseAuthStore(database),
        clock,
        log,
        newId: randomId,
        newSecret: randomSecret,
      });
      // Tokens that are made beside this process are signed with a key that is known here.
      await auth.ring.signer();
      await auth.store.forgetBefore(clock.now() - KEPT_MS);
      let reached = { port, names: hostNames, origins };
      const { app, live } = createGateway(ports, {
        auth,
        siteOf: (host) => siteOf(host, reached),
        mode,
        timeoutMs,
        hosts: allowedHosts(host, [...hostNames, ...origins.map((each) => new URL(each).hostname)]),
        onLoopback: isLoopback(host),
        pages: await loadPages(dashboard),
      });
      const server = listen(
        (request, remoteAddress) => app.fetch(request, { remoteAddress }),
        { host, port },
        { clock, log },
      );
      reached = { ...reached, port: Number(new URL(server.url).port || 80) };
      log.info(`listening on ${server.url}`, { url: server.url });
      if (!isLoopback(host)) {
        log.warn(
          `HOST=${host} lets other machines reach this server over plain http, which browsers trust ` +
            "with neither passkeys nor cookies: put a proxy with TLS before it and name its host in " +
            "TRADING_HOST_NAMES; scripts may use tokens",
        );
      }
      return { server, live, database, closeMs };
    } catch (error) {
      await database.close();
      throw error;
    }
  },

  handle: () => done,

  async stop({ server, live, database, closeMs }) {
    live.close();
    await server.close(closeMs);
    await database.close();
  },
});
