/**
 * In development, on every page: once the server that it lost comes back as another build, the
 * page loads again.
 */
import { BUILD_ID } from "../../build_id.ts";
import { ALIVE_URL } from "../../constants.ts";
import { systemClock } from "../../../../runtime/clock/system.ts";

const RETRY_MS = 300;
const RETRY_MS_MAX = 5000;

function connect(retryMs: number): void {
  const socket = new WebSocket(new URL(ALIVE_URL, location.href.replace(/^http/, "ws")));
  let wait = retryMs;
  socket.addEventListener("message", ({ data }) => {
    wait = RETRY_MS;
    if (data !== BUILD_ID) location.reload();
  });
  socket.addEventListener("close", () => {
    systemClock.after(wait, () => connect(Math.min(wait * 2, RETRY_MS_MAX)));
  });
}

connect(RETRY_MS);
