import { useSignal } from "@preact/signals";
import { itemsOf, type TokenItem } from "../browser/account.ts";
import { ask } from "../browser/ask.ts";
import { askConfirmed, whyNot } from "../browser/passkey.ts";
import { utcWords } from "../words/agent.ts";

const PATH = "/api/auth/tokens";

/** Tokens of scripts: make, revoke. */
export default function Tokens({ tokens, now }: {
  tokens: readonly TokenItem[];
  /** When the list was read. */
  now: string;
}) {
  const items = useSignal(tokens);
  const made = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);

  const attempt = async (work: () => Promise<void>) => {
    problem.value = null;
    made.value = null;
    try {
      await work();
      items.value = await itemsOf<TokenItem>(PATH);
    } catch (error) {
      problem.value = whyNot(error);
    }
  };
  const make = (form: FormData) =>
    attempt(async () => {
      const wish = {
        name: String(form.get("name")),
        role: String(form.get("role")),
        days: Number(form.get("days")),
      };
      made.value = (await askConfirmed("POST", PATH, wish) as { token: string }).token;
    });
  const revoke = ({ id }: TokenItem) =>
    attempt(async () => void await ask("DELETE", `${PATH}/${id}`));

  return (
    <>
      <p class="problem" role="alert">{problem}</p>
      {items.value.length === 0 ? <p class="empty">No token was made yet.</p> : (
        <div class="wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">For</th>
                <th scope="col">Role</th>
                <th scope="col" class="p2">Made</th>
                <th scope="col">Good until</th>
                <th scope="col">
                  <span class="vh">End it</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.value.map((item) => (
                <tr key={item.id}>
                  <th scope="row">{item.name}</th>
                  <td>{item.role}</td>
                  <td class="p2">{utcWords(item.createdAt)}</td>
                  <td>{stateOf(item, now)}</td>
                  <td class="num">
                    {isGood(item, now)
                      ? (
                        <button
                          type="button"
                          class="link"
                          aria-label={`Revoke the token for ${item.name}`}
                          onClick={() => revoke(item)}
                        >
                          Revoke
                        </button>
                      )
                      : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <form
        class="acts"
        onSubmit={(event: SubmitEvent) => {
          event.preventDefault();
          if (event.currentTarget instanceof HTMLFormElement) {
            make(new FormData(event.currentTarget));
          }
        }}
      >
        <label>
          For <input class="field" name="name" maxLength={64} required />
        </label>
        <label>
          Role{" "}
          <select class="field" name="role">
            <option value="viewer">viewer</option>
            <option value="operator">operator</option>
          </select>
        </label>
        <label>
          Days{" "}
          <input
            class="field short"
            name="days"
            type="number"
            min={1}
            max={365}
            value={30}
            required
          />
        </label>
        <button type="submit">Make a token</button>
      </form>
      <div role="status">
        {made.value === null ? null : (
          <>
            <p>It is shown this once. Scripts send it as Authorization: Bearer TOKEN.</p>
            <code class="secret mono">{made.value}</code>
          </>
        )}
      </div>
    </>
  );
}

function isGood({ revokedAt, expiresAt }: TokenItem, now: string): boolean {
  return revokedAt === null && expiresAt > now;
}

function stateOf(item: TokenItem, now: string): string {
  if (item.revokedAt !== null) return `revoked ${utcWords(item.revokedAt)}`;
  return item.expiresAt <= now ? "expired" : utcWords(item.expiresAt);
}
