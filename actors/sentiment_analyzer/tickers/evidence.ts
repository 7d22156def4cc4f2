/** What may follow a company's name and hardly ever an everyday word. */
const AFTER = set(
  `inc corp corporation co company ltd plc sa ag nv group holdings shares share stock stocks
  earnings eps revenue revenues profit profits sales ceo cfo coo chairman executive q1 q2 q3 q4
  beats misses tops reports posts announces unveils launches upgraded downgraded initiated acquires
  files sues agrees raises cuts slashes hikes lifts declares surges plunges soars tumbles jumps
  slumps rallies slides says names appoints investors shareholders stores dividend
  ffo nii gaap bookings guides guidance prices completes partners secures`,
);
/** What may stand before one. */
const BEFORE = set(`upgrades downgrades acquires buys sues rival vs versus`);
/** What follows a careful name when it means the other thing. */
const OTHERWISE = set(
  `pie pies juice cider tree trees sauce orchard rainforest river basin jungle basin
  records date county theatre theater museum foundation fiesta cup festival university pipeline`,
);
/** What stands before one then. */
const OTHERWISE_BEFORE = set(`big harrison tom betty gerald mike green candy artificial price`);

/** Whether the word after or before a name speaks for a company. */
export function hasEvidence(before: string | undefined, after: string | undefined): boolean {
  return after !== undefined && AFTER.has(after) || before !== undefined && BEFORE.has(before);
}

/** Whether a name's price is told to have moved, by the text after it: "+3%", "up 12%", "-61% on". */
export function isMove(after: string): boolean {
  return /^ (?:[+-]|up |down )\d+(?:\.\d+)?%/.test(after);
}

/** Whether the words beside a name say that the everyday thing or another bearer is meant. */
export function meansOtherwise(before: string | undefined, after: string | undefined): boolean {
  return after !== undefined && OTHERWISE.has(after) ||
    before !== undefined && OTHERWISE_BEFORE.has(before);
}

const RATING = set(
  `upgrades downgrades raises cuts says sees initiates reiterates starts analyst analysts
  points reels lifts trims boosts slashes maintains adds removes resumes keeps likes bullish bearish
  sticks expects recommends warns weighs turns positive negative out stays conference consensus survey
  upgrade upgrades downgrade bump bear bull conviction gives assigns buys calls double strategist strategists economist economists`,
);
const RATED = set("at by from says");

/** Whether a bank's name stands there as the one who rates. */
export function rates(before: string | undefined, after: string | undefined): boolean {
  return after !== undefined && RATING.has(after) || before !== undefined && RATED.has(before);
}

/** Whether a text is about a rating: then a bank beside it is the one who rates. */
export function isRatingTalk(text: string): boolean {
  return /price target|\b(?:upgrade|downgrade|outperform|underperform|overweight|underweight|equal.weight|initiated|started at|coverage|consensus)/i
    .test(text);
}

const CONTRACTED = set(
  "here there that what who how it he she where when let one everyone everybody",
);

/** Whether the s after a word is a verb's and not a possessive's: "Here's", "What's". */
export function isContraction(name: string): boolean {
  return CONTRACTED.has(name);
}

/** Whether a name only begins that of a fund which its company manages, by the text after it. */
export function isFund(after: string): boolean {
  return /^(?: (?:[A-Z][\w&]{0,30}|of|and|&)){2,6} (?:Fund|Trust|ETF|Portfolio)\b/.test(after);
}

/** Names that texts also give as the place where something can be read or seen. */
const MEDIA = set("twitter facebook youtube instagram reddit linkedin snapchat spotify whatsapp");

/** Whether a name only says where something can be read: "on Twitter", "via YouTube". */
export function isMedium(name: string, before: string | undefined): boolean {
  return MEDIA.has(name) && (before === "on" || before === "via");
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.trim().split(/\s+/));
}
