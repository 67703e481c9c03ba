import type { WordPair, Words } from "@/lib/erp/words";
import { Unmappable } from "./unmappable";

/** SAP's unit keys as delivered, in English and German, and UN/ECE's. Of two lines with one code of ours the first is what we say. */
const PAIRS: readonly (readonly [ours: string, theirs: string])[] = [
  ["EA", "PC"],
  ["EA", "EA"],
  ["EA", "ST"],
  ["EA", "PCE"],
  ["KGM", "KG"],
  ["GRM", "G"],
  ["MGM", "MG"],
  ["TNE", "TO"],
  ["TNE", "T"],
  ["LBR", "LB"],
  ["ONZ", "OZ"],
  ["LTR", "L"],
  ["MLT", "ML"],
  ["HLT", "HL"],
  ["GLL", "GAL"],
  ["MTR", "M"],
  ["MMT", "MM"],
  ["CMT", "CM"],
  ["KMT", "KM"],
  ["FOT", "FT"],
  ["INH", "IN"],
  ["INH", '"'],
  ["MTK", "M2"],
  ["CMK", "CM2"],
  ["MTQ", "M3"],
  ["CMQ", "CM3"],
  ["HUR", "HR"],
  ["HUR", "H"],
  ["HUR", "STD"],
  ["MIN", "MIN"],
  ["SEC", "S"],
  ["SEC", "SEC"],
  ["DAY", "DAY"],
  ["DAY", "TAG"],
  ["SET", "SET"],
  ["PR", "PAA"],
  ["RO", "ROL"],
];

export const DELIVERED_UNITS: readonly WordPair[] = PAIRS.map(([ours, theirs]) => ({ kind: "UOM", ours, theirs }));

/** Units without decimals: what is counted. */
const COUNTED = new Set(["EA", "SET", "PR", "RO"]);
const CODES = new Set(DELIVERED_UNITS.map(({ ours }) => ours));

/**
 * A unit of SAP, known to have a code of ours; it is handed on as SAP writes it, for `inOurWords` to translate.
 * @throws Unmappable when neither the connection's table nor the delivered one knows it.
 */
export function knownUnit(words: Words, unit: string): string {
  if (words.ours("UOM", unit) === unit && !CODES.has(unit)) {
    throw new Unmappable(`The unit "${unit}" of SAP has no UN/ECE code: add it to the words of the connection.`);
  }
  return unit;
}

/** Decimals that a quantity in this unit of SAP may have; SAP keeps three at most. */
export function decimalsOf(words: Words, unit: string): number {
  return COUNTED.has(words.ours("UOM", unit)) ? 0 : 3;
}

/** The unit that SAP wrote when both mean the same, else the one of the message: units are echoed as they were read. */
export function echo(words: Words, read: string, said: string): string {
  return words.ours("UOM", read) === words.ours("UOM", said) ? read : said;
}
