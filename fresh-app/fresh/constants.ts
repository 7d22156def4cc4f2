/** Query parameter that carries the build id of a cacheable asset. */
export const ASSET_CACHE_BUST_KEY = "__frsh_c";

/** Query parameter by which Fresh's client asks for partials. */
export const PARTIAL_SEARCH_PARAM = "fresh-partial";

/** Path of the socket by which a page learns that the development server was restarted. */
export const ALIVE_URL = "/_frsh/alive";

/** Files that are tests and therefore neither routes nor islands. */
export const TEST_FILE_PATTERN = /[._]test\.(?:[tj]sx?|[mc][tj]s)$/;
