/** Why a helper's life ended. */
export interface HelperEnd {
  readonly reason: "finished" | "exited" | "killed" | "out of memory" | "refused";
  /** The end of a sentence, for example `was ended by SIGKILL`. */
  readonly how: string;
}

/**
 * One life of a helper: a program in a process of its own that an actor asks for what would block or
 * endanger its own thread. It says and hears messages in JSON, and always can be ended.
 */
export interface Helper {
  /** What it says until its end. To be read once. */
  readonly messages: AsyncIterable<unknown>;
  /** Resolves when it has ended. */
  readonly ended: Promise<HelperEnd>;
  /** Says something to it. Never throws; what is said to the dead is lost. */
  post(message: unknown): void;
  /** Nothing more will be said: it finishes, lets go, and ends; if it does not, it is killed. */
  close(): void;
  /** Ends it in the middle of whatever it does. */
  kill(): void;
}

/** Starts a life. Rejects with a sentence where it cannot even be started. */
export type Summon = () => Promise<Helper>;

/** How long a helper that was told to end may take, in ms, before it is killed. */
export const CLOSE_MS = 3_000;
