/** A request that cannot be carried out as it is. The message is one sentence for whoever asked. */
export class UnusableRequest extends Error {
  override readonly name = "UnusableRequest";
}
