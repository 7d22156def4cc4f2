/** Symbols that are also words or everyday abbreviations: in capitals alone they mean nothing. */
const EVERYDAY: ReadonlySet<string> = new Set(
  `ALL NOW CAT KEY LOW COST HAS WORK OPEN TRUE FUN SIX BIG RUN FIT TEAM SNAP DASH GRAB FIVE SEAS SAVE
   LITE APP NET BOX ICE MET CAR DAN SAM GAP GOLD DOW MAR NAV LEA LEVI TAP SAP SAN MON ARM COP ING ABC
   CBS PEP PLUG HUM RACE RIO SHOP SPOT TRIP WIT WOLF COIN HOOD PINS TAK MAT LUV FOX AOL ADP CME RUN SUN
   EAT ARE CAN FOR HER HIS ANY ONE TWO NEW OLD OUT SEE YOU USA CEO CFO IPO ETF GDP CPI FDA SEC FED EPS
   LIFE LOVE PLAY REAL GOOD FAST CASH WELL EVER NICE HOPE POST PLAN BEST NEXT TELL PEAK MAIN TURN VERY
   CARE EDIT FLOW FORM FUND GAIN HEAR HUGE JACK KIDS LAND LIVE LUCK MIND MOVE PATH PUMP ROCK ROOT SAFE
   STAY STEM TECH TRUST VIVE WISH GAS OIL WAR RIG MOMO PLAY SPR COR SIRI NIO MAN LNG ASX ZEN COO CTO EQT HEI AIR BIO VAR WAT WEX WELL GEO HUN NOV NOVA EDU CC AU DO GH CBD CARS CART TREE
   STOR BLUE SAGE TEN POST FAST FLEX EDIT RIDE MAC MAS MSG LEG AB HE ESG PC TV UK US EU AI`
    .split(/\s+/),
);

/**
 * Whether a symbol in capitals may stand for its company without anything beside it. Of three letters
 * it may be anyone's abbreviation (MPC, LNG, ADM).
 */
export function speaksAlone(symbol: string): boolean {
  return symbol.length >= 4 && symbol.length <= 5 && /^[A-Z]+$/.test(symbol) &&
    !EVERYDAY.has(symbol);
}

/** Whether what surrounds a symbol says that it is one: a change, a word of the market, a list of symbols. */
export function isQuoted(symbol: string, before: string, after: string): boolean {
  return /^ (?:[+-]\d|stock\b|shares?\b|earnings\b|among\b)/i.test(after) ||
    !EVERYDAY.has(symbol) && /^(?:, [A-Z]{2,5}| (?:EPS|declares|beats|misses))\b/.test(after) ||
    /(?<![A-Za-z])[A-Z]{2,5}(?:, and |, | and )$/.test(before);
}

/** Whether a symbol is part of a longer one, of another exchange or of a product: GGAL.BA, TSE:GIB, VAL-083. */
export function isPartOfCode(before: string, after: string): boolean {
  return /[A-Za-z0-9][.:\-/]$/.test(before) || /^(?:-\d|:|\.[A-Z])/.test(after);
}
