/** The Deno that everything here was built and tested with. */
export const DENO_PINNED = "2.9.6";

const OLDEST = [2, 9];

/**
 * One sentence when this Deno is older than what the program needs, null otherwise. This module
 * imports nothing and uses old syntax only, so that an old Deno gets as far as reading it.
 */
export function tooOld(running: string): string | null {
  const parts = running.split(".").map(Number);
  const major = parts[0] || 0;
  const minor = parts[1] || 0;
  if (major > OLDEST[0]! || (major === OLDEST[0] && minor >= OLDEST[1]!)) return null;
  return "Pitboss needs Deno " + OLDEST.join(".") + " or newer, but this is Deno " + running +
    ". Install it with: npm install -g deno@" + DENO_PINNED +
    ", or run: npx -y deno@" + DENO_PINNED + " task dev";
}
