/** What a production build imports; not part of the surface that apps use. */
export { setBuildCache } from "./app.ts";
export { ProdBuildCache } from "./build_cache.ts";
export { toRegistry } from "./server/registry.ts";
