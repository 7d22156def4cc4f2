import { randomId } from "../../runtime/clock/system.ts";

/** Names this build of the assets; the browser's copy of this module holds the same value. */
export let BUILD_ID: string = randomId().replaceAll("-", "");

/** Takes over the id under which a production build was written. */
export function setBuildId(id: string): void {
  BUILD_ID = id;
}
