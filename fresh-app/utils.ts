import { createDefine } from "fresh";
import type { Principal } from "./auth/principal.ts";
import type { Backend } from "./backend.ts";
import type { Frame } from "./data/frame.ts";
import type { Theme } from "./words/theme.ts";
import type { Reader } from "./words/reader.ts";

/** What every request carries. */
export interface State {
  readonly backend: Backend;
  readonly reader: Reader;
  /** Who asks; null: nobody who is known. */
  readonly principal: Principal | null;
  /** What was chosen in the settings; null: as the system has it. */
  readonly theme: Theme | null;
  /** What stands around every page. */
  readonly frame: Frame;
}

/** Definitions with this app's state. */
export const define = createDefine<State>();
