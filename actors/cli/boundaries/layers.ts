/**
 * Who may import whom. Paths are relative to the project's root, with forward slashes.
 *
 * actors/api_gateway -> fresh-app -> actors/domain and actors/<actor>/core.ts -> db -> runtime, and every
 * other actor -> actors/domain, db, runtime. A folder with `actor.ts` is an actor; every other
 * folder in actors/ is a library, which any actor may use. The composition root (the files directly
 * in actors/, actors/cli, actors/scenarios) may import everything, and nobody else imports it.
 */

type Layer = "runtime" | "db" | "domain" | "library" | "actor" | "fresh-app" | "composition";

/** Parts of the runtime without any I/O, which the domain and the pure cores may build on. */
const PURE_RUNTIME = [
  "runtime/stream.ts",
  "runtime/envelope.ts",
  "runtime/clock/clock.ts",
  "runtime/clock/ids.ts",
  "runtime/clock/seeded.ts",
  "runtime/delivery/merge.ts",
];

/** Packages that the domain and the pure cores may use: values in, values out. */
const PURE_PACKAGES = ["zod", "decimal.js", "csv-parse/sync", "ipaddr.js", "node:crypto"];

/** Actors that drive the cores of others: the backtester replays them, the gateway explains them. */
const READERS_OF_CORES = ["backtester", "api_gateway"];

/**
 * Modules beside the cores that are pure too, and that the backtester drives or settles together with
 * them: strategies and their rules, the executor's book, risk and sizing, the exchange's core, the simulated
 * market.
 */
const DRIVEN_BY_BACKTESTER = [
  /^actors\/signal_generator\/(rules|ensemble|config|learned|shadow)\.ts$/,
  /^actors\/learning_engine\/(config|adjustment)\.ts$/,
  /^actors\/signal_generator\/(strategies|indicators)\//,
  /^actors\/trade_executor\/(book|reports|lifecycle|config|exits)\.ts$/,
  /^actors\/trade_executor\/(risk|sizing)\//,
  /^actors\/trade_executor\/brokers\/exchange\/(core|advance|book|rules)\.ts$/,
  /^actors\/market_data\/feeds\/simulated\.ts$/,
];

const COMPOSITION = /^actors\/([^/]+$|cli\/|scenarios\/)/;

/** Files directly in actors/ that actors do import. */
const LIBRARY_FILES = ["actors/resources.ts"];

const ALLOWED: Readonly<Record<Layer, readonly Layer[]>> = {
  runtime: ["runtime"],
  db: ["db", "runtime"],
  domain: ["domain", "runtime"],
  library: ["library", "domain", "db", "runtime"],
  actor: ["library", "domain", "db", "runtime"],
  "fresh-app": ["fresh-app", "domain", "db", "runtime"],
  composition: [],
};

const PLACES: Readonly<Record<Layer, string>> = {
  runtime: "runtime",
  db: "db",
  domain: "actors/domain",
  library: "the libraries in actors",
  actor: "its own folder",
  "fresh-app": "fresh-app",
  composition: "anything",
};

/** Knows which folders of `actors/` are actors. */
export class Layers {
  constructor(private readonly actors: ReadonlySet<string>) {}

  /**
   * Why `from` may not import the project file `to`, in words after "imports"; null if it may.
   * What is imported as a type only is gone when the program runs.
   */
  importFault(from: string, to: string, typeOnly = false): string | null {
    const [source, target] = [this.#layerOf(from), this.#layerOf(to)];
    if (source === null || target === null || source === "composition") return null;
    const own = source === "actor" && target === "actor" && actorOf(from) === actorOf(to);
    if (this.#isPure(from)) {
      if (target === "domain" || PURE_RUNTIME.includes(to)) return null;
      if (target === "runtime" && typeOnly) return null;
      if (own && !/\/(actor|main)\.ts$/.test(to)) return null;
      return `${to}, but ${from} is pure: it may build on actors/domain` +
        `${source === "actor" ? ", its own folder" : ""}, types of the runtime, and ` +
        PURE_RUNTIME.join(", ");
    }
    if (own || ALLOWED[source].includes(target)) return null;
    const gateway = source === "actor" && actorOf(from) === "api_gateway";
    if (gateway && target === "fresh-app") return null;
    const readsCores = source === "fresh-app" || READERS_OF_CORES.includes(actorOf(from));
    if (readsCores && target === "actor" && to.endsWith("/core.ts")) return null;
    if (actorOf(from) === "backtester" && DRIVEN_BY_BACKTESTER.some((each) => each.test(to))) {
      return null;
    }
    const places = ALLOWED[source].map((layer) => PLACES[layer]);
    if (source === "actor") places.unshift(PLACES.actor);
    return `${to}, but ${from} may import only from ${places.join(", ")}`;
  }

  /** Why `from` may not import the package or built-in `specifier`; null if it may. */
  packageFault(from: string, specifier: string): string | null {
    if (/^(jsr:|https?:)/.test(specifier)) {
      return `${specifier}, but everything must install from the npm registry alone`;
    }
    if (specifier.startsWith("npm:")) {
      return `${specifier}, but packages are pinned in deno.json and imported by their name there`;
    }
    if (!this.#isPure(from) || PURE_PACKAGES.includes(specifier)) return null;
    return `${specifier}, but ${from} is pure: it may use ${PURE_PACKAGES.join(", ")} only`;
  }

  /** The domain and the cores of actors; their tests may use anything that their folder may. */
  #isPure(path: string): boolean {
    const layer = this.#layerOf(path);
    if (layer === "domain") return !isTest(path);
    return layer === "actor" && path.endsWith("/core.ts");
  }

  #layerOf(path: string): Layer | null {
    const [top, second] = path.split("/");
    if (top === "runtime" || top === "db" || top === "fresh-app") return top;
    if (top !== "actors") return null;
    if (LIBRARY_FILES.includes(path)) return "library";
    if (COMPOSITION.test(path)) return "composition";
    if (second === "domain") return "domain";
    return this.actors.has(actorOf(path)) ? "actor" : "library";
  }
}

/** True for a test, a bench or what only tests use. */
export function isTest(path: string): boolean {
  return /(_test|_bench)\.tsx?$/.test(path) || path.includes("/testing/");
}

function actorOf(path: string): string {
  return path.split("/")[1] ?? "";
}
