import { csrf } from "fresh";
import { define, type State } from "../../utils.ts";

/** What changes something may be asked for from these pages only. */
export default define.middleware(csrf<State>());
