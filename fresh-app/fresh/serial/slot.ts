/** Stands for JSX that the server rendered, in the props of an island. */
export class SlotReference {
  constructor(readonly id: number, readonly name: string) {}
}
