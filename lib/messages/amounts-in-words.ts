import { HIDDEN_AMOUNT } from "./hidden-amounts";

/*
 * What an ERP answers has no schema of ours that says where money stands. So whatever may be an amount counts as one: a number with a fraction or with
 * groups of thousands, a number beside a currency, and a number behind a word for money. Whole numbers elsewhere (documents, lines, codes, pieces) stay.
 */

/** Most characters of one text that are looked at; longer ones are cut, and say by how much. */
const LONGEST = 20_000;
/** Words that may stand between a word for money and its number: "cost of item X is 17", "price per unit 42". */
const REACH = 6;

// Every run is bounded, so that no text can make the search go back over itself: it is the ERP's, and whoever reads it waits.
const NUMBER = String.raw`[+-]?\d+(?:[.,'’\u00a0 ]\d{3}){0,8}(?:[.,]\d+)?`;
const CURRENCY = `(?:${[...Intl.supportedValuesOf("currency"), "€", String.raw`\$`, "£", "¥"].join("|")})`;
const MONEY_WORD =
  "cost|price|amount|amt|value|worth|rate|credit|debit|charge|fee|penalt|salvage|valuation|wage|salar|margin|balance|kost|preis|betrag|wert|satz|coste|precio|importe|valor|tarifa";

const FRACTION = /(?<![\w.,])(?<!\d:)[+-]?\d+[.,]\d+(?![\d]|[.,]\d)/gu;
const GROUPED = /(?<![\w.,])(?<!\d:)[+-]?\d{1,3}(?:[.,'’]\d{3})+(?:[.,]\d+)?(?!\d)/gu;
const BESIDE_CURRENCY = new RegExp(String.raw`(${CURRENCY}\s{0,10})${NUMBER}|(?<![\w.,])${NUMBER}(\s{0,10}${CURRENCY}(?!\w))`, "gu");
// What reaches to a number, and what ends it: a tag, a field that follows, a sentence, a line. An entity or a decimal point ends nothing.
const WORD = String.raw`(?<word>[\p{L}_][\p{L}\p{N}_]*)`;
const AMOUNT = String.raw`(?<![\p{L}\p{N}_.,\-])(?<amount>${NUMBER}(?:-${NUMBER})?)(?![\p{L}\p{N}_])`;
const END = String.raw`(?<end>[<}\n]|[.!?](?=\s|$)|(?<!&[a-z]{1,6});|,(?=[\s"'\\]{0,5}\p{L}))`;
const TOKEN = new RegExp(`${WORD}|${AMOUNT}|${END}`, "gu");
const MONEY_NAME = new RegExp(MONEY_WORD, "iu");
const NUMERIC = /^\s*[+-]?\d[\d.,'’\s]*$/u;

/** Words of an ERP with a word in the place of each number that may be an amount (§10.1). Of very long ones the beginning, and how much was cut. */
export function wordsWithoutAmounts(words: string): string {
  const seen = words.length > LONGEST ? words.slice(0, LONGEST) : words;
  const hidden = hideBehindMoney(seen)
    .replace(BESIDE_CURRENCY, (_, before: string | undefined, after: string | undefined) => `${before ?? ""}${HIDDEN_AMOUNT}${after ?? ""}`)
    .replace(GROUPED, HIDDEN_AMOUNT)
    .replace(FRACTION, HIDDEN_AMOUNT);
  // What was cut may have said that the number before it is an amount.
  return seen === words ? hidden : `${hidden.replace(/[\d.,'’+\s-]{1,80}$/u, "")}… (${words.length - LONGEST} characters more)`;
}

/** Hides each number that stands within reach of a word for money before it. */
function hideBehindMoney(words: string): string {
  let left = 0;
  return words.replace(TOKEN, (token: string, word: string | undefined, amount: string | undefined) => {
    if (amount !== undefined) return left > 0 ? HIDDEN_AMOUNT : token;
    if (word === undefined) left = 0;
    else left = MONEY_NAME.test(word) ? REACH + 1 : Math.max(left - 1, 0);
    return token;
  });
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
