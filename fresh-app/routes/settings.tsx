import { HttpError, page } from "fresh";
import { isoOf } from "../api/moment.ts";
import { passkeyView, sessionView } from "../auth/http/account_routes.ts";
import { tokenView } from "../auth/http/token_routes.ts";
import { Section } from "../components/parts.tsx";
import Passkeys from "../islands/Passkeys.tsx";
import Sessions from "../islands/Sessions.tsx";
import ThemeChoice from "../islands/ThemeChoice.tsx";
import Tokens from "../islands/Tokens.tsx";
import { define } from "../utils.ts";

/** Reads what is one's own, and for operators the tokens. */
export const handler = define.handlers({
  async GET({ state: { principal, backend: { auth } } }) {
    if (principal?.kind !== "person") throw new HttpError(403, "Settings are for people.");
    const { userId, sessionId, name, role } = principal;
    const now = auth.clock.now();
    const [passkeys, sessions, codesLeft, tokens] = await Promise.all([
      auth.store.credentialsOf(userId),
      auth.store.sessionsOf(userId, now),
      auth.store.recoveryCodesLeft(userId),
      role === "operator" ? auth.store.apiTokens() : null,
    ]);
    return page({
      name,
      role,
      now: isoOf(now),
      codesLeft,
      passkeys: passkeys.map(passkeyView),
      sessions: sessions.map((session) => sessionView(session, sessionId)),
      tokens: tokens?.map(tokenView) ?? null,
    });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { name, role, now, codesLeft, passkeys, sessions, tokens } = data;
  return (
    <>
      <h1>Settings</h1>
      <p class="read-text">
        You are signed in as {name} and may {role === "operator" ? "read and change" : "read"}{" "}
        everything.
      </p>
      <Section id="passkeys" heading="Passkeys" note="each signs you in">
        <Passkeys passkeys={passkeys} codesLeft={codesLeft} />
      </Section>
      <Section id="sessions" heading="Sessions" note="browsers that are signed in as you">
        <Sessions sessions={sessions} />
      </Section>
      {tokens === null
        ? null
        : (
          <Section id="tokens" heading="Tokens" note="for scripts, of everybody">
            <Tokens tokens={tokens} now={now} />
          </Section>
        )}
      <Section id="theme" heading="Theme" note="of this browser">
        <ThemeChoice theme={state.theme} />
      </Section>
    </>
  );
});
