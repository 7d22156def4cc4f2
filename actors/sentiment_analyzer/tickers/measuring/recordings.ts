import { z } from "zod";
import type { Headline } from "../../../recordings/headlines.ts";
import labelsJson from "./labels.json" with { type: "json" };
import { joinLabels, type Labelled, labelSchema } from "./score.ts";

/** The labelled headlines with their texts. */
export function labelledHeadlines(headlines: readonly Headline[]): Promise<Labelled[]> {
  return joinLabels(z.array(labelSchema).parse(labelsJson), headlines);
}
