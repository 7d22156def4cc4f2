import { HttpError, page } from "fresh";
import { returnPath } from "../auth/return_path.ts";
import { connectedBackend } from "../backend.ts";
import SignIn from "../islands/SignIn.tsx";
import { define } from "../utils.ts";

/** Whoever is not signed in sees nothing of the system. */
export const config = { skipInheritedLayouts: true };

/** Finds out what can be done here. */
export const handler = define.handlers({
  async GET({ req, url }) {
    const backend = connectedBackend();
    if (backend === null) throw new HttpError(503, "No system is connected to these pages.");
    const next = returnPath(url.searchParams.get("next"));
    return page({
      next,
      hasSite: backend.siteOf(req.headers.get("host") ?? "") !== null,
      named: `http://localhost:${url.port}/sign-in?next=${encodeURIComponent(next)}`,
      toConfirm: url.searchParams.get("confirm") === "yes",
      isFirst: !await backend.auth.store.hasOperator(),
      isOpenDemo: backend.isOpenDemo,
      mode: backend.mode,
    });
  },
});

export default define.page<typeof handler>(({ data }) => {
  const { next, hasSite, named, toConfirm, isFirst, isOpenDemo, mode } = data;
  return (
    <main class="page narrow" id="main">
      <p class="brand">
        <span class="mark">Pitboss</span> <span class={`mode ${mode}`}>{mode.toUpperCase()}</span>
      </p>
      <h1>{toConfirm ? "Show your passkey" : "Sign in"}</h1>
      {hasSite
        ? <SignIn next={next} isFirst={isFirst} toConfirm={toConfirm} isOpenDemo={isOpenDemo} />
        : (
          <p class="read-text">
            Passkeys belong to host names and not to addresses.{" "}
            <a href={named}>Open this page under localhost</a>
            , or under a name in TRADING_HOST_NAMES by https.
          </p>
        )}
      <noscript>
        <p class="problem">Passkeys need JavaScript, which this browser does not run here.</p>
      </noscript>
    </main>
  );
});
