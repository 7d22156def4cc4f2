import { useSignal } from "@preact/signals";
import { showPasskey, whyNot } from "../browser/passkey.ts";

/** Shows a passkey, and makes the page anew: what needs one can be done then for some minutes. */
export default function ShowPasskey() {
  const problem = useSignal<string | null>(null);
  const show = async () => {
    problem.value = null;
    try {
      await showPasskey("/api/auth/confirm");
      location.reload();
    } catch (error) {
      problem.value = whyNot(error);
    }
  };
  return (
    <>
      <button type="button" onClick={show}>Show your passkey</button>
      <p class="problem" role="alert">{problem}</p>
    </>
  );
}
