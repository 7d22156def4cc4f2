/** What tests of other folders need to have a database. */
export { forEachBackend } from "./testing/backends.ts";
export { startTestEmbedded, testTemplates } from "./testing/embedded.ts";
export {
  hasTestServer,
  NO_SERVER,
  startTestServer,
  type TestDatabase,
  type TestServer,
  withTestDatabase,
} from "./testing/server.ts";
