import { HttpError, page } from "fresh";
import { define } from "../../utils.ts";

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.params.slug === "missing") throw new HttpError(404);
    return page({ slug: ctx.params.slug }, { headers: { "X-Slug": String(ctx.params.slug) } });
  },
  POST: () => new Response("posted"),
});

export default define.page<typeof handler>(({ data }) => <article>{data.slug}</article>);
