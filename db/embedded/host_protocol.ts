/** What the main thread asks of the Worker that hosts the embedded database. */
export type ToDatabaseHost =
  /** Make an empty database in a folder that does not exist yet; answered by `created`. */
  | { readonly kind: "create"; readonly data: string }
  /** Open the database and serve it; answered by `open`. */
  | {
    readonly kind: "open";
    readonly data: string;
    readonly socket: string;
    readonly schema: string;
    readonly idleInTransactionMs: number;
  }
  /** Close everything; answered by `closed`. */
  | { readonly kind: "close" };

/** What the Worker answers. */
export type FromDatabaseHost =
  /** The module is loaded. */
  | { readonly kind: "loaded" }
  | { readonly kind: "created" }
  | { readonly kind: "open" }
  | { readonly kind: "closed" }
  /** It cannot go on. `detail` is what the database said. */
  | { readonly kind: "failed"; readonly detail: string };
