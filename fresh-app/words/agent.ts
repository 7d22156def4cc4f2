/** How a browser and its system are named in what it calls itself, the telling part first. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\/|\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\biPhone|\biPad/, "iOS"],
  [/\bAndroid/, "Android"],
  [/\bWindows/, "Windows"],
  [/\bMac OS X/, "macOS"],
  [/\bCrOS/, "ChromeOS"],
  [/\bLinux/, "Linux"],
];

/** A browser in two words, `Firefox on Linux`; what names neither is shown as it is, shortened. */
export function agentWords(agent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  if (browser === undefined) return agent.length > 40 ? `${agent.slice(0, 40)}…` : agent;
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** A moment of system time, to the minute: `2026-11-24 19:30 UTC`. */
export function utcWords(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
