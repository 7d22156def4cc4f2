/**
 * What is thrown where an app asks for a part of Fresh that this subset leaves out.
 *
 * @param feature the name in Fresh's documentation, such as `Partial`
 * @param instead what to do in its place, as an imperative
 */
export function unsupported(feature: string, instead: string): Error {
  return new Error(
    `${feature} is part of Fresh but not of the subset in fresh-app/fresh: ${instead}, ` +
      "or run the app on jsr:@fresh/core.",
  );
}
