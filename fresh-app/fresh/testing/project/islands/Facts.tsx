import { useEffect, useState } from "preact/hooks";
import { asset, Head, IS_BROWSER } from "fresh/runtime";

export interface FactsProps {
  day: Date;
  names: Map<string, Set<number>>;
  big: bigint;
  self: { self?: unknown };
}

/** Shows that its props came over whole. */
export default function Facts({ day, names, big, self }: FactsProps) {
  const [hydrated, setHydrated] = useState(false);
  useEffect(() => setHydrated(true), []);
  const text = [
    day.toISOString(),
    [...names.get("primes") ?? []].join("+"),
    typeof big,
    self.self === self,
  ].join(" ");
  return (
    <p id="facts" data-place={hydrated && IS_BROWSER ? "browser" : "server"}>
      <Head>
        <title>{hydrated ? "Hydrated" : "Served"}</title>
      </Head>
      {text} <img src={asset("/style.css")} alt="" hidden />
    </p>
  );
}
