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
  const { finbertThreshold: threshold, ollamaUrl, ollamaModel } = settings;
  const finbert = finbertOf(settings);
  return {
    finbert: finbert === null ? null : {
      model: finbert.model,
      cache: finbert.cache,
      heapMiBMax: settings.finbertHeapMiB,
      door,
    },
    ollama: ollamaUrl === undefined ? null : { url: ollamaUrl, model: ollamaModel },
    threshold,
    tickerTerms: settings.tickerTerms === undefined ? null : resolve(settings.tickerTerms),
  };
}

/** What the analyser may do to reach its models; without any, nothing. */
export function sentimentPermissions(settings: Settings): Permissions {
  const ollama = settings.ollamaUrl === undefined ? [] : [hostOf(settings.ollamaUrl)];
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

/** The process of FinBERT's model; null where none is set up. */
export function finbertProcess(settings: Settings): ProcessPlan | null {
  const finbert = finbertOf(settings);
  return finbert === null
    ? null
    : modelProcess({ ...finbert, heapMiBMax: settings.finbertHeapMiB });
}

interface FinbertPlace {
  /** Absolute path of a folder, or a name on the hub. */
  readonly model: string;
  readonly isFolder: boolean;
  readonly cache: string;
}

/** A model that is there as a folder is that folder; anything else is a name on the hub. */
function finbertOf({ finbertModel, home }: Settings): FinbertPlace | null {
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
