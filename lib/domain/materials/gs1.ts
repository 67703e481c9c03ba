/** What a GS1 element string says, by the identifiers of UI-07; 240 is the item number that our own labels carry. */
export type Gs1Elements = {
  /** 00: serial shipping container code, the number of a pallet or another handling unit. */
  readonly sscc?: string;
  /** 01: number of the trade item, 14 digits. */
  readonly gtin?: string;
  /** 02: number of the trade items that a handling unit holds, 14 digits. */
  readonly content?: string;
  /** 240: the maker's own item number. */
  readonly item?: string;
  /** 10 */
  readonly lot?: string;
  /** 21 */
  readonly serial?: string;
  /** 11: day of production as `YYYY-MM-DD`. */
  readonly made?: string;
  /** 17: last day of use as `YYYY-MM-DD`. */
  readonly expires?: string;
  /** 37: how many pieces, as decimal text. */
  readonly count?: string;
  /** 310n: net weight in kilograms, as decimal text. */
  readonly weightKg?: string;
};

/** Why a part of a GS1 element string could not be taken. */
export type Gs1Problem = "BAD_VALUE" | "BAD_CHECK_DIGIT" | "BAD_DATE";

/** A code as it was read. `text` is it without symbology identifier, with separators shown as spaces: fit to be told to a person. */
export type CodeReading =
  | { readonly kind: "PLAIN"; readonly text: string }
  | {
      readonly kind: "GS1";
      readonly text: string;
      readonly elements: Gs1Elements;
      /** Identifiers that we have no use for, with their values, as they were read. */
      readonly others: readonly string[];
    }
  /** A GS1 label that is damaged or wrongly made: nothing of it may be used. `at` is the element that is wrong. */
  | { readonly kind: "BROKEN"; readonly text: string; readonly problem: Gs1Problem; readonly at: string };

/** FNC1 as scanners send it: the group separator of ASCII. */
export const FNC1 = "\u001d";

/** Whether a character is a control character of ASCII, which prints as nothing. */
export function isControl(char: string): boolean {
  const code = char.charCodeAt(0);
  return code < 32 || code === 127;
}

/** What scanners show for FNC1 when they cannot send a control character; nobody numbers a lot so. */
const STAND_INS = ["<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "\u241d"];
/** Symbology identifiers of GS1 carriers: GS1-128, DataMatrix, QR, DataBar and composite. */
const GS1_SYMBOLOGY = /^\](?:C1|d2|Q3|e0)/;
/** Any symbology identifier, such as ]C0 of an ordinary Code 128. */
const ANY_SYMBOLOGY = /^\][A-Za-z][0-9A-Za-z]/;
/** The characters of GS1 values (character set 82). */
const SET_82 = "[!\"%&'()*+,\\-./0-9:;<=>?A-Z_a-z]";

/** Whole length, identifier included, of elements that end without FNC1, by their first two digits (GS1 General Specifications 7.8.5). */
const PREDEFINED: Readonly<Record<string, number>> = {
  "00": 20,
  "01": 16,
  "02": 16,
  "03": 16,
  "04": 18,
  ...Object.fromEntries(["11", "12", "13", "14", "15", "16", "17", "18", "19"].map((ai) => [ai, 8])),
  "20": 4,
  ...Object.fromEntries(["31", "32", "33", "34", "35", "36"].map((ai) => [ai, 10])),
  "41": 16,
};

type Pair = { readonly ai: string; readonly value: string };
type Taken = { readonly set: Gs1Elements } | Gs1Problem;

/** What each identifier's value must be, and where it goes. */
const ELEMENTS: readonly { readonly ai: RegExp; readonly value: RegExp; readonly take: (value: string, ai: string, year: number) => Taken }[] = [
  { ai: /^00$/, value: /^\d{18}$/, take: (sscc) => (hasCheckDigit(sscc) ? { set: { sscc } } : "BAD_CHECK_DIGIT") },
  { ai: /^01$/, value: /^\d{14}$/, take: (gtin) => (hasCheckDigit(gtin) ? { set: { gtin } } : "BAD_CHECK_DIGIT") },
  { ai: /^02$/, value: /^\d{14}$/, take: (content) => (hasCheckDigit(content) ? { set: { content } } : "BAD_CHECK_DIGIT") },
  { ai: /^10$/, value: new RegExp(`^${SET_82}{1,20}$`), take: (lot) => ({ set: { lot } }) },
  { ai: /^21$/, value: new RegExp(`^${SET_82}{1,20}$`), take: (serial) => ({ set: { serial } }) },
  { ai: /^240$/, value: new RegExp(`^${SET_82}{1,30}$`), take: (item) => ({ set: { item } }) },
  { ai: /^11$/, value: /^\d{6}$/, take: (text, _, year) => onDay(text, year, (made) => ({ made })) },
  { ai: /^17$/, value: /^\d{6}$/, take: (text, _, year) => onDay(text, year, (expires) => ({ expires })) },
  { ai: /^37$/, value: /^\d{1,8}$/, take: (text) => ({ set: { count: plainNumber(text, 0) } }) },
  { ai: /^310[0-5]$/, value: /^\d{6}$/, take: (text, ai) => ({ set: { weightKg: plainNumber(text, Number(ai.slice(3))) } }) },
];

/**
 * UI-07: reads what a scanner sent. It is a GS1 element string if its symbology identifier says so, if it stands in brackets as labels print
 * it, if it has a separator, or if it begins as a whole GTIN or SSCC with a right check digit; anything else is plain. `year` is the present
 * one: GS1 dates have two digits for the year and lie at most 50 years away from it. `standIns` are printable characters that this scanner
 * sends for FNC1, besides those that nobody could take for a value. Never throws.
 */
export function readCode(code: string, { year, standIns = [] }: { readonly year: number; readonly standIns?: readonly string[] }): CodeReading {
  const marked = GS1_SYMBOLOGY.test(code);
  const body = separated(code.trimStart().replace(ANY_SYMBOLOGY, ""), standIns);
  const text = body.replaceAll(FNC1, " ").trim();
  const pairs = /^\(\d{2,4}\)/.test(body) ? bracketed(body) : marked || isElementString(body) ? inSequence(body) : null;
  if (pairs === null || pairs.length === 0) return { kind: "PLAIN", text };
  const elements: Gs1Elements = {};
  const others: string[] = [];
  for (const { ai, value } of pairs) {
    const known = ELEMENTS.find((one) => one.ai.test(ai));
    if (known === undefined) {
      others.push(`(${ai})${value}`);
      continue;
    }
    const taken = known.value.test(value) ? known.take(value, ai, year) : "BAD_VALUE";
    if (typeof taken === "string") return { kind: "BROKEN", text, problem: taken, at: `(${ai})${value}` };
    // The first of two that contradict each other stands; a label has each once.
    Object.assign(elements, { ...taken.set, ...elements });
  }
  return { kind: "GS1", text, elements, others };
}

/** A lot stands before elements of fixed length: FNC1 follows it then, by which a code is known for GS1 even when the scanner hides its symbology. */
const ORDER: readonly (keyof Gs1Elements)[] = ["sscc", "gtin", "content", "item", "lot", "serial", "made", "expires", "weightKg", "count"];

/** The identifiers with their values, in the order of a label: `[["10", "A1"], ["17", "260503"]]`. Null when a value does not fit its identifier. */
export function elementPairs(elements: Gs1Elements): readonly (readonly [ai: string, value: string])[] | null {
  const pairs: (readonly [string, string])[] = [];
  for (const key of ORDER) {
    const value = elements[key];
    if (value === undefined) continue;
    const pair = pairOf(key, value);
    const known = pair === null ? undefined : ELEMENTS.find((one) => one.ai.test(pair[0]));
    if (pair === null || known === undefined || !known.value.test(pair[1])) return null;
    pairs.push(pair);
  }
  return pairs;
}

/** The element string as a barcode carries it, without its first FNC1: elements of variable length end with FNC1 unless they are the last. Null as in `elementPairs`. */
export function elementString(elements: Gs1Elements): string | null {
  const pairs = elementPairs(elements);
  if (pairs === null) return null;
  return pairs.map(([ai, value], index) => `${ai}${value}${index === pairs.length - 1 || PREDEFINED[ai.slice(0, 2)] !== undefined ? "" : FNC1}`).join("");
}

/** The element string as people read it beside the bars: `(10)A1(17)260503`. Null as in `elementPairs`. */
export function elementText(elements: Gs1Elements): string | null {
  return (
    elementPairs(elements)
      ?.map(([ai, value]) => `(${ai})${value}`)
      .join("") ?? null
  );
}

/** Pieces that are counted; a count on a label says nothing of a quantity in any other unit. */
const COUNTED = new Set(["EA", "C62", "H87", "PCE", "NAR", "NMP"]);

/** The quantity of a label in a unit of UN/ECE Recommendation 20: pieces as counted, kilograms as weighed, otherwise none. */
export function quantityIn(elements: Gs1Elements, uom: string): string | undefined {
  if (uom === "KGM") return elements.weightKg;
  return COUNTED.has(uom) ? elements.count : undefined;
}

/** The elements that say a quantity in a unit; none where GS1 has no place for it: another unit, too many digits. */
export function quantityElements(amount: string, uom: string): Pick<Gs1Elements, "count" | "weightKg"> {
  const [whole = "0", fraction = ""] = amount.split(".");
  if (COUNTED.has(uom)) return fraction === "" && /^\d{1,8}$/.test(whole) ? { count: amount } : {};
  return uom === "KGM" && /^\d*$/.test(whole + fraction) && fraction.length <= 5 && whole.length + fraction.length <= 6 ? { weightKg: amount } : {};
}

/** GS1 General Specifications 7.9: weights 3 and 1 from the right, the last digit fills up to ten. */
export function checkDigit(digits: string): string {
  const total = Array.from(digits).reduceRight((sum, digit, index) => sum + Number(digit) * ((digits.length - index) % 2 === 1 ? 3 : 1), 0);
  return String((10 - (total % 10)) % 10);
}

/** A GTIN of 8, 12, 13 or 14 digits as GS1 labels carry it, with zeros before it; null when its check digit is wrong. */
export function gtin14(digits: string): string | null {
  const gtin = digits.padStart(14, "0");
  return hasCheckDigit(gtin) ? gtin : null;
}

/** Whether two GTINs of 14 digits are of the same trade item, in whatever packing: the first digit says how it is packed, the last one checks it. */
export function isSameTradeItem(a: string, b: string): boolean {
  return a.slice(1, 13) === b.slice(1, 13);
}

function hasCheckDigit(number: string): boolean {
  return checkDigit(number.slice(0, -1)) === number.slice(-1);
}

function separated(code: string, standIns: readonly string[]): string {
  return [...STAND_INS, ...standIns.filter((one) => one !== "")].reduce((text, one) => text.replaceAll(one, FNC1), code);
}

/** Whether a code that no symbology identifier marks is an element string all the same. */
function isElementString(body: string): boolean {
  if (body.includes(FNC1)) return /^\d{2}/.test(body.startsWith(FNC1) ? body.slice(1) : body);
  const whole = /^(?:01(\d{14})(?=\d{2}|$)|00(\d{18})$)/.exec(body);
  const number = whole?.[1] ?? whole?.[2];
  return number !== undefined && hasCheckDigit(number);
}

function inSequence(body: string): readonly Pair[] {
  const pairs: Pair[] = [];
  let rest = body;
  while (rest !== "") {
    if (rest.startsWith(FNC1)) {
      rest = rest.slice(1);
      continue;
    }
    const separator = rest.indexOf(FNC1);
    const end = Math.min(PREDEFINED[rest.slice(0, 2)] ?? rest.length, separator === -1 ? rest.length : separator);
    const ai = /^(?:310\d|240)/.exec(rest)?.[0] ?? rest.slice(0, 2);
    pairs.push({ ai, value: rest.slice(ai.length, end) });
    rest = rest.slice(end);
  }
  return pairs;
}

/** The printed form; a separator that was typed along ends an element as well. */
function bracketed(body: string): readonly Pair[] {
  return body
    .replaceAll(FNC1, "")
    .split(/(?=\(\d{2,4}\))/)
    .flatMap((part) => {
      const [, ai, value] = /^\((\d{2,4})\)(.*)$/s.exec(part) ?? [];
      return ai === undefined || value === undefined ? [] : [{ ai, value: value.trim() }];
    });
}

function onDay(text: string, year: number, set: (day: string) => Gs1Elements): Taken {
  const day = dayOf(text, year);
  return day === null ? "BAD_DATE" : { set: set(day) };
}

/** YYMMDD as `YYYY-MM-DD`: the century that is nearest to the present year (GS1 General Specifications 7.12); day 00 is the last of the month. */
function dayOf(text: string, year: number): string | null {
  const [short, month, day] = [Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4))];
  const ahead = short - (year % 100);
  const full = year - (year % 100) + short + (ahead >= 51 ? -100 : ahead <= -50 ? 100 : 0);
  if (month < 1 || month > 12) return null;
  const last = new Date(Date.UTC(full, month, 0)).getUTCDate();
  if (day > last) return null;
  return `${String(full).padStart(4, "0")}-${text.slice(2, 4)}-${String(day === 0 ? last : day).padStart(2, "0")}`;
}

function pairOf(key: keyof Gs1Elements, value: string): readonly [string, string] | null {
  switch (key) {
    case "sscc":
      return ["00", value];
    case "gtin":
      return ["01", value];
    case "content":
      return ["02", value];
    case "item":
      return ["240", value];
    case "lot":
      return ["10", value];
    case "serial":
      return ["21", value];
    case "made":
      return ["11", value.slice(2).replaceAll("-", "")];
    case "expires":
      return ["17", value.slice(2).replaceAll("-", "")];
    case "count":
      return ["37", value];
    case "weightKg": {
      const [whole = "", fraction = ""] = value.split(".");
      return fraction.length > 5 ? null : [`310${fraction.length}`, `${whole}${fraction}`.padStart(6, "0")];
    }
  }
}

function plainNumber(digits: string, places: number): string {
  const whole = digits.slice(0, digits.length - places).replace(/^0+(?=\d)/, "") || "0";
  const fraction = places === 0 ? "" : digits.slice(-places).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
