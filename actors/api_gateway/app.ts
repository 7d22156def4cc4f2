import type { Hono } from "hono";
import { z } from "zod";
import { createApi } from "../../fresh-app/api/app.ts";
import type { ApiOptions } from "../../fresh-app/api/app.ts";
import type { ApiPorts } from "../../fresh-app/api/ports.ts";
import { readQuery } from "../../fresh-app/api/query.ts";
import type { Mode } from "../domain/system_status.ts";
import { readPage } from "./page/page_data.ts";
import { REFRESH_SECONDS, statusPage } from "./page/status_page.ts";
import stylesheet from "./page/style.css" with { type: "text" };

const pageQuery = z.object({ refresh: z.enum(["on", "off"]).default("on") });

/** Everything that the gateway serves: the API and the status page. */
export function createGateway(
  ports: ApiPorts,
  options: ApiOptions & { readonly mode: Mode },
): Hono {
  const app = createApi(ports, options);
  app.get("/", async (c) => {
    const { refresh } = readQuery(pageQuery, c.req.url);
    const refreshSeconds = refresh === "on" ? REFRESH_SECONDS : null;
    return c.html(statusPage(await readPage(ports, { mode: options.mode, refreshSeconds })));
  });
  app.get("/status.css", (c) => {
    c.header("content-type", "text/css; charset=utf-8");
    c.header("cache-control", "max-age=60");
    return c.body(stylesheet);
  });
  return app;
}
