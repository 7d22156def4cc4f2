/** `mean_reversion` to `mean reversion`. */
export function spaced(name: string): string {
  return name.replaceAll("_", " ");
}

/** `mean_reversion` to `Mean reversion`. */
export function sentenceCase(name: string): string {
  const text = spaced(name);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `1 trade`, `2 trades`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
