/** What a project's `dev.ts` imports as `fresh/dev`. Never imported by a server. */
export { Builder, type BuildOptions, type ResolvedBuildConfig } from "./builder.ts";
