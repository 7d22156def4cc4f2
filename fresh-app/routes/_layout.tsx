import { LiveClocks, LiveMoney, LiveStrip } from "../islands/LiveFrame.tsx";
import LocalTimes from "../islands/LocalTimes.tsx";
import { define } from "../utils.ts";
import { REFRESH_SECONDS } from "../words/refresh.ts";

const PAGES = [
  ["/", "Overview"],
  ["/trades", "Trades"],
  ["/signals", "Signals"],
  ["/orders", "Orders"],
  ["/news", "News"],
  ["/strategies", "Strategies"],
  ["/backtests", "Backtests"],
  ["/actors", "Actors"],
  ["/controls", "Controls"],
] as const;

const KIND = {
  demo: "Simulated money on a simulated market",
  replay: "Simulated money on recorded prices",
  paper: "The broker's paper account: no real money",
  live: "Real money",
} as const;

export default define.layout(({ Component, state, url }) => {
  const { frame, reader, principal } = state;
  return (
    <>
      <svg class="defs" width="0" height="0" aria-hidden="true">
        <defs>
          <pattern
            id="hatch"
            width="4"
            height="4"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <line class="hatchline" x1="0" y1="0" x2="0" y2="4" />
          </pattern>
        </defs>
      </svg>
      <a class="skip" href="#main">Skip to content</a>
      <header class="bar">
        <div class="brand">
          <a class="mark" href="/">Pitboss</a>
          <span class={`mode ${frame.mode}`} title={KIND[frame.mode]}>
            {frame.mode.toUpperCase()}
          </span>
        </div>
        <nav aria-label="Main">
          {PAGES.map(([path, name]) => (
            <a href={path} aria-current={isAt(url.pathname, path) ? "page" : false}>{name}</a>
          ))}
        </nav>
        <LiveClocks frame={frame} reader={reader} signedIn={principal !== null} />
        <LiveMoney frame={frame} reader={reader} />
      </header>
      <LiveStrip frame={frame} />
      <main id="main" class="page" tabIndex={-1}>
        <Component />
      </main>
      <footer class="foot">
        <span>
          {KIND[frame.mode]}. {principal === null
            ? (
              <>
                Open to read on this machine.{" "}
                <a href={`/sign-in?next=${encodeURIComponent(url.pathname)}`}>Sign in</a>{" "}
                to change anything.
              </>
            )
            : (
              <>
                Signed in as {principal.name} ({principal.role}). <a href="/settings">Settings</a>
              </>
            )}
        </span>
        <noscript>
          {url.searchParams.get("refresh") === "on"
            ? (
              <>
                This page is made anew every {REFRESH_SECONDS} s.{" "}
                <a href={url.pathname}>Stop that</a>
              </>
            )
            : <a href="?refresh=on">Make this page anew every {REFRESH_SECONDS} s</a>}
        </noscript>
        <span>Times are in your time zone; UTC and New York, where the market is, on hover.</span>
        <LocalTimes reader={reader} today={frame.marketTime} />
        <span>
          As data: <a href="/api/trades">the API</a>, <a href="/metrics">metrics</a>
        </span>
      </footer>
    </>
  );
});

function isAt(pathname: string, path: string): boolean {
  return path === "/" ? pathname === "/" : pathname === path || pathname.startsWith(`${path}/`);
}
