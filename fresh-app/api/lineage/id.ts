import { Problem } from "../problem.ts";

/** Longest id of anything that has a lineage. */
const ID_MAX = 128;

/** Whether a text can be the id of anything; PostgreSQL knows no NUL in a text. */
export function isLineageId(id: string): boolean {
  return id.length > 0 && id.length <= ID_MAX && !id.includes("\0");
}

/** The problem of an id that nothing has. */
export function unknownLineage(id: string): Problem {
  const shown = id.length > 80 ? `${id.slice(0, 80)}…` : id;
  return new Problem(
    "not-found",
    `Nothing has the id ${JSON.stringify(shown)}; a lineage is that of a trade, order, signal, ` +
      `article or round trip.`,
  );
}
