import { buildAhead } from "./dashboard.ts";
import { defineCommand } from "./command.ts";

export default defineCommand({
  name: "build",
  summary: "Build the dashboard ahead, into dist/dashboard",
  details:
    `Otherwise the first start builds it, into TRADING_HOME. Whoever starts from a folder that
cannot be written, or without the bundler, builds ahead: a container's image does.`,
  options: {},
  async run({ signal }) {
    const server = await buildAhead(signal);
    return { json: { server }, text: `The dashboard is in ${server}` };
  },
});
