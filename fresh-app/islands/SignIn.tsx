import { useSignal } from "@preact/signals";
import { ask } from "../browser/ask.ts";
import { makePasskey, showPasskey, whyNot } from "../browser/passkey.ts";
import { RecoveryCodes } from "../components/RecoveryCodes.tsx";

/** Signs in with a passkey, with a code from the terminal or with a recovery code. */
export default function SignIn({ next, isFirst, toConfirm, isOpenDemo }: {
  /** Where to go afterwards. */
  next: string;
  /** Whether nobody can sign in yet. */
  isFirst: boolean;
  /** Whether somebody who is signed in shows a passkey once more. */
  toConfirm: boolean;
  /** Whether anybody on this machine may read without signing in. */
  isOpenDemo: boolean;
}) {
  const busy = useSignal(false);
  const problem = useSignal<string | null>(null);
  const codes = useSignal<readonly string[] | null>(null);

  const attempt = async (work: () => Promise<void>) => {
    busy.value = true;
    problem.value = null;
    try {
      await work();
    } catch (error) {
      problem.value = whyNot(error);
    }
    busy.value = false;
  };
  const goOn = () => location.assign(next);
  const signIn = () =>
    attempt(async () => {
      await showPasskey("/api/auth/sign-in");
      goOn();
    });
  const showAgain = () =>
    attempt(async () => {
      await showPasskey("/api/auth/confirm");
      goOn();
    });
  const enrol = (form: FormData) =>
    attempt(async () => {
      const code = { code: String(form.get("code")) };
      const name = String(form.get("name"));
      const enrolled = await makePasskey("/api/auth/enrol", name, code) as {
        recoveryCodes: string[] | null;
      };
      if (enrolled.recoveryCodes === null) goOn();
      else codes.value = enrolled.recoveryCodes;
    });
  const recover = (form: FormData) =>
    attempt(async () => {
      await ask("POST", "/api/auth/recover", { code: String(form.get("code")) });
      location.assign("/settings");
    });

  if (toConfirm) {
    return (
      <div class="panel">
        <p class="read-text">
          What you asked for lets the system trade more, or shows a secret. It needs a passkey that
          was shown within five minutes; then ask for it again.
        </p>
        <p class="problem" role="alert">{problem}</p>
        <p>
          <button
            type="button"
            class="primary"
            id="confirm"
            disabled={busy.value}
            onClick={showAgain}
          >
            Show my passkey
          </button>
        </p>
      </div>
    );
  }
  if (codes.value !== null) {
    return (
      <div class="panel">
        <p class="read-text" role="status">You are signed in.</p>
        <RecoveryCodes codes={codes.value} />
        <p>
          <button type="button" class="primary" onClick={goOn}>I have kept them: go on</button>
        </p>
      </div>
    );
  }
  return (
    <div class="panel">
      <p class="read-text">
        {isFirst
          ? "Nobody can sign in yet. Whoever enters the code that the terminal printed becomes the operator."
          : "A passkey is all it takes: no name, no password."}
        {isOpenDemo
          ? " This is a demo: it can be read without signing in, and changed by an operator."
          : ""}
      </p>
      <p class="problem" role="alert">{problem}</p>
      {isFirst ? null : (
        <p>
          <button
            type="button"
            class="primary"
            id="sign-in"
            disabled={busy.value}
            onClick={signIn}
          >
            Sign in with a passkey
          </button>
        </p>
      )}
      <details open={isFirst}>
        <summary>
          {isFirst ? "Be the operator: enrol with the code" : "Enrol with a code from the terminal"}
        </summary>
        <form class="form" onSubmit={submits(enrol)}>
          <label>
            Code
            <input
              name="code"
              class="mono"
              autocomplete="one-time-code"
              spellcheck={false}
              required
            />
          </label>
          <p class="mid">
            The terminal that runs Pitboss printed it; <code>deno task token enrol</code>{" "}
            prints another.
          </p>
          <label>
            Name of this passkey
            <input name="name" value="This computer" maxLength={64} required />
          </label>
          <p>
            <button type="submit" class={isFirst ? "primary" : ""} disabled={busy.value}>
              Make a passkey
            </button>
          </p>
        </form>
      </details>
      {isFirst ? null : (
        <details>
          <summary>Use a recovery code</summary>
          <form class="form" onSubmit={submits(recover)}>
            <label>
              Recovery code
              <input name="code" class="mono" autocomplete="off" spellcheck={false} required />
            </label>
            <p class="mid">It is used up. Add a passkey next.</p>
            <p>
              <button type="submit" disabled={busy.value}>Sign in with the code</button>
            </p>
          </form>
        </details>
      )}
      {isOpenDemo
        ? (
          <p>
            <a href={next === "/settings" ? "/" : next}>Go on without signing in</a>
          </p>
        )
        : null}
    </div>
  );
}

function submits(work: (form: FormData) => void) {
  return (event: SubmitEvent) => {
    event.preventDefault();
    if (event.currentTarget instanceof HTMLFormElement) work(new FormData(event.currentTarget));
  };
}
