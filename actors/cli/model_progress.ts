import type { Progress, ProgressOptions } from "./progress.ts";

/** Shows how far each file of a model is that is fetched: one bar a file. */
export function modelProgress(
  progress: (options: ProgressOptions) => Progress,
): (file: string, share: number) => void {
  const shown = new Map<string, Progress>();
  return (file, share) => {
    const bar = shown.get(file) ?? progress({ label: file, total: 100 });
    shown.set(file, bar);
    bar.update(Math.round(share * 100));
    if (share >= 1) bar.finish("done");
  };
}
