import { HttpError } from "fresh";
import { csvOf, EXPORTS } from "../../data/csv.ts";
import { readList } from "../../data/lists.ts";
import { define } from "../../utils.ts";

/** A list as a CSV file, under the filters of the address. */
export const handler = define.handlers({
  GET({ state, params, url }) {
    const name = params.list ?? "";
    const list = EXPORTS.get(name);
    if (list === undefined) {
      const known = [...EXPORTS.keys()].join(", ");
      throw new HttpError(404, `There is no list "${name}" to download; there are ${known}.`);
    }
    const body = csvOf(list, state.backend.ports.records, readList(url));
    return new Response(ReadableStream.from(body).pipeThrough(new TextEncoderStream()), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="${name}.csv"`,
      },
    });
  },
});
