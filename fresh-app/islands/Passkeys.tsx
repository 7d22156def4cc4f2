import { useSignal } from "@preact/signals";
import { itemsOf, type PasskeyItem } from "../browser/account.ts";
import { ask } from "../browser/ask.ts";
import { askConfirmed, confirmed, makePasskey, whyNot } from "../browser/passkey.ts";
import { RecoveryCodes } from "../components/RecoveryCodes.tsx";
import { utcWords } from "../words/agent.ts";

const PATH = "/api/auth/passkeys";

/** My passkeys and recovery codes: add, rename, remove, make new. */
export default function Passkeys({ passkeys, codesLeft }: {
  passkeys: readonly PasskeyItem[];
  codesLeft: number;
}) {
  const items = useSignal(passkeys);
  const renaming = useSignal<string | null>(null);
  const left = useSignal(codesLeft);
  const codes = useSignal<readonly string[] | null>(null);
  const problem = useSignal<string | null>(null);
  const said = useSignal("");

  const attempt = async (work: () => Promise<string>) => {
    problem.value = null;
    said.value = "";
    try {
      said.value = await work();
      items.value = await itemsOf<PasskeyItem>(PATH);
    } catch (error) {
      problem.value = whyNot(error);
    }
  };
  const add = (form: FormData) =>
    attempt(async () => {
      await confirmed(() => makePasskey(PATH, String(form.get("name")), {}));
      return "The passkey was added.";
    });
  const rename = (id: string, form: FormData) =>
    attempt(async () => {
      await ask("PATCH", `${PATH}/${id}`, { name: String(form.get("name")) });
      renaming.value = null;
      return "The passkey has its new name.";
    });
  const remove = ({ id, name }: PasskeyItem) =>
    attempt(async () => {
      await askConfirmed("DELETE", `${PATH}/${id}`);
      return `${name} was removed.`;
    });
  const renew = () =>
    attempt(async () => {
      const made = await askConfirmed("POST", "/api/auth/recovery-codes", {}) as {
        codes: string[];
      };
      codes.value = made.codes;
      left.value = made.codes.length;
      return "The codes from before are good no more.";
    });

  return (
    <>
      <p class="problem" role="alert">{problem}</p>
      <p class="mid" role="status">{said}</p>
      <div class="wrap">
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" class="p2">Made</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span class="vh">Change</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.value.map((item) => (
              <tr key={item.id}>
                <th scope="row">
                  {renaming.value === item.id
                    ? (
                      <form class="acts" onSubmit={submits((form) => rename(item.id, form))}>
                        <input
                          name="name"
                          value={item.name}
                          maxLength={64}
                          required
                          aria-label="New name"
                        />
                        <button type="submit">Keep</button>
                      </form>
                    )
                    : (
                      <>
                        {item.name} <span class="dim">{item.host}</span>
                      </>
                    )}
                </th>
                <td class="p2">{utcWords(item.createdAt)}</td>
                <td>{item.lastUsedAt === null ? "never" : utcWords(item.lastUsedAt)}</td>
                <td class="num">
                  <button
                    type="button"
                    class="link"
                    aria-label={`Rename ${item.name}`}
                    onClick={() => (renaming.value = item.id)}
                  >
                    Rename
                  </button>{" "}
                  <button
                    type="button"
                    class="link"
                    aria-label={`Remove ${item.name}`}
                    onClick={() => remove(item)}
                  >
                    Remove
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <form class="acts" onSubmit={submits(add)}>
        <label class="vh" for="new-passkey">Name of the new passkey</label>
        <input
          id="new-passkey"
          class="field"
          name="name"
          placeholder="Name, for example Phone"
          maxLength={64}
          required
        />
        <button type="submit">Add a passkey</button>
      </form>
      <p class="acts">
        {left.value === 0 ? "No recovery code is left." : `${left.value} recovery codes are left.`}
        {" "}
        <button type="button" onClick={renew}>Make new recovery codes</button>
      </p>
      {codes.value === null ? null : <RecoveryCodes codes={codes.value} />}
    </>
  );
}

function submits(work: (form: FormData) => void) {
  return (event: SubmitEvent) => {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLFormElement) work(new FormData(event.currentTarget));
  };
}
