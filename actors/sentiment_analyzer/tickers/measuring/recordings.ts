import { z } from "zod";
import { type Headline, HEADLINE_FILES, readHeadlines } from "./headlines.ts";
import labelsJson from "./labels.json" with { type: "json" };
import { joinLabels, type Labelled, labelSchema } from "./score.ts";

/** Where the recordings lie beside the project. */
const FOLDER = new URL("../../../../../shared/data/", import.meta.url);

/** Every headline of the recordings; null where they are absent. */
export async function recordedHeadlines(): Promise<Headline[] | null> {
  try {
    const files = await Promise.all(
      HEADLINE_FILES.map(async (file) =>
        readHeadlines(file, await Deno.readFile(new URL(file, FOLDER)))
      ),
    );
    return files.flat();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** The labelled headlines with their texts. */
export function labelledHeadlines(headlines: readonly Headline[]): Promise<Labelled[]> {
  return joinLabels(z.array(labelSchema).parse(labelsJson), headlines);
}
