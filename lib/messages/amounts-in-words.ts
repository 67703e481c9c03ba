import { HIDDEN_AMOUNT } from "./hidden-amounts";

/*
 * What an ERP answers has no schema of ours that says where money stands. So whatever may be an amount counts as one: a number with a fraction or with
 * groups of thousands, a number beside a currency, and a number behind a word for money. Whole numbers elsewhere (documents, lines, codes, pieces) stay.
 */

const NUMBER = String.raw`[+-]?\d+(?:[.,'’\u00a0 ]\d{3})*(?:[.,]\d+)?`;
const CURRENCY = `(?:${[...Intl.supportedValuesOf("currency"), "€", String.raw`\$`, "£", "¥"].join("|")})`;
const MONEY_WORD =
  "cost|price|amount|amt|value|worth|rate|credit|debit|charge|fee|penalt|salvage|valuation|wage|salar|margin|balance|kost|preis|betrag|wert|satz|coste|precio|importe|valor|tarifa";

const FRACTION = /(?<![\w.,])(?<!\d:)[+-]?\d+[.,]\d+(?![\d]|[.,]\d)/gu;
const GROUPED = /(?<![\w.,])(?<!\d:)[+-]?\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d+)?(?!\d)/gu;
const BESIDE_CURRENCY = new RegExp(String.raw`(${CURRENCY}\s*)${NUMBER}|(?<![\w.,])${NUMBER}(\s*${CURRENCY}(?!\w))`, "gu");
// Between the word and its number stand at most the signs of JSON, XML and prose, and a short word such as "is" or "of".
const BEHIND_WORD = new RegExp(String.raw`(\w*(?:${MONEY_WORD})\w*[\s"'=:>()]{1,6}(?:(?:is|of|was|ist|von|es|de)\s+)?["']?)${NUMBER}(?!\w)`, "giu");
const MONEY_NAME = new RegExp(MONEY_WORD, "iu");
const NUMERIC = /^\s*[+-]?\d[\d.,'’ ]*\s*$/u;

/** Words of an ERP with a word in the place of each number that may be an amount (§10.1). */
export function wordsWithoutAmounts(words: string): string {
  return words
    .replace(BEHIND_WORD, `$1${HIDDEN_AMOUNT}`)
    .replace(BESIDE_CURRENCY, (_, before: string | undefined, after: string | undefined) => `${before ?? ""}${HIDDEN_AMOUNT}${after ?? ""}`)
    .replace(GROUPED, HIDDEN_AMOUNT)
    .replace(FRACTION, HIDDEN_AMOUNT);
}

/** The same of an answer of any shape: also what a field that is named after money holds. */
export function answerWithoutAmounts(answer: unknown, name = ""): unknown {
  if (Array.isArray(answer)) return answer.map((each: unknown) => answerWithoutAmounts(each, name));
  if (typeof answer === "object" && answer !== null)
    return Object.fromEntries(Object.entries(answer).map(([key, value]: [string, unknown]) => [key, answerWithoutAmounts(value, key)]));
  const isMoney = MONEY_NAME.test(name);
  if (typeof answer === "number") return isMoney || !Number.isInteger(answer) ? HIDDEN_AMOUNT : answer;
  if (typeof answer === "string") return isMoney && NUMERIC.test(answer) ? HIDDEN_AMOUNT : wordsWithoutAmounts(answer);
  return answer;
}
