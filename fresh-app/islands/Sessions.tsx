import { useSignal } from "@preact/signals";
import { itemsOf, type SessionItem } from "../browser/account.ts";
import { ask } from "../browser/ask.ts";
import { whyNot } from "../browser/passkey.ts";
import { agentWords, utcWords } from "../words/agent.ts";

const PATH = "/api/auth/sessions";
const METHODS: Readonly<Record<string, string>> = {
  passkey: "passkey",
  recovery: "recovery code",
  enrolment: "enrolment",
};

/** Browsers that are signed in as me. */
export default function Sessions({ sessions }: { sessions: readonly SessionItem[] }) {
  const items = useSignal(sessions);
  const problem = useSignal<string | null>(null);

  const attempt = async (work: () => Promise<void>) => {
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = whyNot(error);
    }
  };
  const revoke = ({ id }: SessionItem) =>
    attempt(async () => {
      await ask("DELETE", `${PATH}/${id}`);
      items.value = await itemsOf<SessionItem>(PATH);
    });
  const signOut = () =>
    attempt(async () => {
      await ask("POST", "/api/auth/sign-out", {});
      location.assign("/sign-in");
    });

  return (
    <>
      <p class="problem" role="alert">{problem}</p>
      <div class="wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Browser</th>
              <th scope="col" class="p2">Begun with</th>
              <th scope="col" class="p2">Begun</th>
              <th scope="col">Last seen</th>
              <th scope="col">
                <span class="vh">End it</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.value.map((item) => (
              <tr key={item.id}>
                <th scope="row" title={item.agent}>
                  {agentWords(item.agent)} {item.current ? <span class="dim">this one</span> : null}
                </th>
                <td class="p2">{METHODS[item.method] ?? item.method}</td>
                <td class="p2">{utcWords(item.createdAt)}</td>
                <td>{utcWords(item.seenAt)}</td>
                <td class="num">
                  {item.current
                    ? (
                      <button type="button" class="link" id="sign-out" onClick={signOut}>
                        Sign out
                      </button>
                    )
                    : (
                      <button
                        type="button"
                        class="link"
                        aria-label={`End the session of ${agentWords(item.agent)}, begun ${
                          utcWords(item.createdAt)
                        }`}
                        onClick={() => revoke(item)}
                      >
                        End
                      </button>
                    )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
