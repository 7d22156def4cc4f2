import { HttpError } from "fresh";
import { define } from "../utils.ts";

/** The layout reads the system, which may be what fails. */
export const config = { skipInheritedLayouts: true };

export default define.page(({ error }) => {
  const status = error instanceof HttpError ? error.status : 500;
  return (
    <main class="page" id="main">
      <h1>{status === 404 ? "There is no such page" : "This page cannot be shown now"}</h1>
      <p class="read-text">
        {error instanceof HttpError && error.message !== ""
          ? error.message
          : status === 404
          ? "Nothing is served at this address."
          : "The request failed; the log tells why. Trading goes on."}
      </p>
      <p>
        <a href="/">Go to the overview</a>
      </p>
    </main>
  );
});
