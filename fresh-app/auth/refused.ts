/** A sign-in, or a step of one, that is not accepted. The message is for whoever tried. */
export class Refused extends Error {
  override readonly name = "Refused";
}
