import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Json } from "../runtime/delivery/store.ts";
import type { Permissions } from "../runtime/supervisor/permissions.ts";
import type { ProcessPlan } from "../runtime/supervisor/process_command.ts";
import type { Settings } from "./cli/settings.ts";
import { modelProcess } from "./sentiment_analyzer/analyzers/finbert/process_plan.ts";

/** Hosts that serve models of the hub: it redirects to where their files are stored. */
const HUB_HOSTS = [
  "huggingface.co",
  "cdn-lfs.hf.co",
  "cdn-lfs-us-1.hf.co",
  "cdn-lfs-eu-1.hf.co",
  "cas-bridge.xethub.hf.co",
];

/**
 * The sentiment analyser's configuration: what the settings say of its models. `door` is where the
 * model's process is summoned; null: whoever asks may run programs, and starts it.
 */
export function sentimentConfig(settings: Settings, door: string | null = null): Json {
  const { finbertThreshold: threshold, ollamaModel } = settings;
  const ollamaUrl = repeats(settings) ? undefined : settings.ollamaUrl;
  const finbert = finbertOf(settings);
  return {
    inOrder: repeats(settings),
    finbert: finbert === null ? null : {
      model: finbert.model,
      revision: settings.finbertRevision,
      sha256: settings.finbertSha256 ?? null,
      cache: finbert.cache,
      heapMiBMax: settings.finbertHeapMiB,
      door,
    },
    ollama: ollamaUrl === undefined ? null : { url: ollamaUrl, model: ollamaModel },
    threshold,
    brokerDirectory: settings.alpacaKeyId !== undefined && !repeats(settings),
    tickerTerms: settings.tickerTerms === undefined ? null : resolve(settings.tickerTerms),
  };
}

/** What the analyser may do to reach its models; without any, nothing. */
export function sentimentPermissions(settings: Settings): Permissions {
  const ollama = settings.ollamaUrl === undefined || repeats(settings)
    ? []
    : [hostOf(settings.ollamaUrl)];
  const terms = settings.tickerTerms === undefined ? [] : [resolve(settings.tickerTerms)];
  const finbert = finbertOf(settings);
  if (finbert === null) return { net: ollama, read: terms };
  const { model, cache, isFolder } = finbert;
  return {
    net: isFolder ? ollama : [...ollama, ...HUB_HOSTS],
    read: [...terms, isFolder ? model : cache],
    write: isFolder ? [] : [cache],
  };
}

/** What of the settings changes judgements in a replay or a backtest: part of a run's identity. */
export function sentimentIdentity(settings: Settings): Json {
  const { finbertModel, finbertRevision, finbertSha256, finbertThreshold, tickerTerms } = settings;
  const model = finbertModel === undefined
    ? null
    : { name: finbertModel, revision: finbertRevision, sha256: finbertSha256 ?? null };
  return { model, finbertThreshold, tickerTerms: tickerTerms ?? null };
}

/** Whoever has set Ollama up is told where it is not asked; null where there is nothing to tell. */
export function ollamaNote(settings: Settings): string | null {
  if (settings.ollamaUrl === undefined) return null;
  return "Ollama is not asked, because its word need not be the same twice: where articles were " +
    "recorded with its judgement, that stands; the others are judged without it.";
}

/** A run that must come out the same every time. */
function repeats({ mode }: Settings): boolean {
  return mode === "replay";
}

/** The process of FinBERT's model; null where none is set up. */
export function finbertProcess(settings: Settings): ProcessPlan | null {
  const finbert = finbertOf(settings);
  return finbert === null
    ? null
    : modelProcess({ ...finbert, heapMiBMax: settings.finbertHeapMiB });
}

/** Which model judges headlines, and where it is kept. */
export interface FinbertPlace {
  /** Absolute path of a folder, or a name on the hub. */
  readonly model: string;
  readonly isFolder: boolean;
  readonly cache: string;
}

/** A model that is there as a folder is that folder; anything else is a name on the hub. */
export function finbertOf({ finbertModel, home }: Settings): FinbertPlace | null {
  if (finbertModel === undefined) return null;
  const folder = resolve(finbertModel);
  const isFolder = existsSync(folder) || !/^[\w.-]+\/[\w.-]+$/.test(finbertModel);
  return {
    model: isFolder ? folder : finbertModel,
    isFolder,
    cache: resolve(join(home, "models")),
  };
}

function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === "https:" ? 443 : 80)}`;
}
