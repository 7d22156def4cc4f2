/** Recovery codes, which are shown this once. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <section aria-labelledby="codes">
      <h2 id="codes">Keep these recovery codes</h2>
      <p class="mid">
        Each signs you in once, without a passkey. They are not shown again: print them, or put them
        where you keep passwords.
      </p>
      <ol class="codes mono">
        {codes.map((code) => <li key={code}>{code}</li>)}
      </ol>
    </section>
  );
}
