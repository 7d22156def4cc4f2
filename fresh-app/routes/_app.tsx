import { define } from "../utils.ts";
import { REFRESH_SECONDS } from "../words/refresh.ts";

export default define.page(({ Component, state, url }) => (
  <html lang="en" {...(state.theme ?? null) === null ? {} : { "data-theme": state.theme }}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{state.frame?.mode === undefined ? "Pitboss" : `Pitboss · ${state.frame.mode}`}</title>
      {url.searchParams.get("refresh") === "on"
        ? <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
        : null}
      <link rel="icon" href="/mark.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/tokens.css" />
      <link rel="stylesheet" href="/pages.css" />
      <link rel="stylesheet" href="/app.css" />
    </head>
    <body>
      <Component />
    </body>
  </html>
));
