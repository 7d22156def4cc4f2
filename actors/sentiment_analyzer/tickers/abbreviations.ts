/** What headlines make of the last word of a company's name, where they are short of room. */
const SHORTER: Readonly<Record<string, readonly string[]>> = {
  pharmaceuticals: ["Pharma", "Pharm", "Pharmaceutical"],
  pharmaceutical: ["Pharma", "Pharm", "Pharmaceuticals"],
  technologies: ["Tech", "Technology"],
  technology: ["Tech", "Technologies"],
  international: ["Intl", "Int'l"],
  therapeutics: ["Thera"],
  industries: ["Inds"],
  systems: ["Sys"],
  semiconductor: ["Semi", "Semis"],
  properties: ["Props"],
  laboratories: ["Labs"],
  corp: ["Corporation"],
  co: ["Company"],
  biosciences: ["Bio"],
  biotechnology: ["Biotech"],
  biotherapeutics: ["Bio"],
  biopharmaceuticals: ["Bio", "Biopharma"],
  entertainment: ["Ent"],
};

/** The ways to abbreviate a name of several words by its last; none for most. */
export function abbreviationsOf(name: string): string[] {
  const space = name.lastIndexOf(" ");
  if (space < 0) return [];
  const last = name.slice(space + 1).toLowerCase();
  return (Object.hasOwn(SHORTER, last) ? SHORTER[last]! : [])
    .map((shorter) => `${name.slice(0, space)} ${shorter}`);
}
