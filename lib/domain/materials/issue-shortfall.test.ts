import { expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type IssuedLine, issueShortfalls } from "./issue-shortfall";

const line = (quantityPer: string, net: string, decimals = 0): IssuedLine => ({
  position: 10,
  item: "CAST-01",
  uom: "EA",
  decimals,
  mixGroup: null,
  quantityPer: decimal(quantityPer),
  net: decimal(net),
});
const mixed = (position: number, item: string, quantityPer: string, net: string, uom = "EA"): IssuedLine => ({ ...line(quantityPer, net), position, item, uom, mixGroup: "M" });
const short = (processed: string, ...of: readonly IssuedLine[]) =>
  issueShortfalls(of, decimal(processed)).map(({ issued, used, missing }) => [issued, used, missing].map((each) => each.toFixed()).join(" "));

it.each([
  ["one casting for 204 processed", "204", line("1", "1"), ["1 204 203"]],
  ["nothing at all", "200", line("2", "0"), ["0 400 400"]],
  ["just less than nine tenths", "200", line("2", "359"), ["359 400 41"]],
  ["nine tenths", "200", line("2", "360"), []],
  ["what went in, without scrap of it", "200", line("2", "400"), []],
  ["nothing processed", "0", line("2", "0"), []],
  ["less than the unit can express", "1", line("0.2", "0"), []],
  ["weighed", "10", line("0.25", "2", 3), ["2 2.5 0.5"]],
])("EX-03 what was issued and what went in: %s", (_, processed, of, expected) => expect(short(processed, of)).toEqual(expected));

it.each<[string, readonly IssuedLine[], readonly string[]]>([
  ["another proportion of the same whole is enough", [mixed(10, "A", "1", "240"), mixed(20, "B", "1", "168")], []],
  ["nine tenths of the whole are enough", [mixed(10, "A", "1", "240"), mixed(20, "B", "1", "127.2")], []],
  ["the whole falls short once, with every line named", [mixed(10, "A", "1", "240"), mixed(20, "B", "1", "100")], ["10 A + B 340 408 68"]],
  ["unequal shares count by what each processed unit holds", [mixed(10, "A", "0.6", "20"), mixed(20, "B", "0.4", "80")], ["10 A + B 100 204 104"]],
  ["a line outside of it gives nothing to it", [mixed(10, "A", "1", "0"), { ...line("1", "408"), position: 20 }], ["10 A 0 204 204"]],
  ["units that cannot be added are looked at one by one", [mixed(10, "A", "1", "408"), mixed(20, "B", "1", "0", "KGM")], ["20 B 0 204 204"]],
])("EX-03 in a mix group, 204 processed: %s", (_, lines, expected) =>
  expect(
    issueShortfalls(lines, decimal("204")).map(({ position, item, issued, used, missing }) => `${position} ${item} ${issued.toFixed()} ${used.toFixed()} ${missing.toFixed()}`),
  ).toEqual(expected),
);

it("Examples 1 and 2: what they issue is enough", () => {
  expect(short("204", line("1", "204"))).toEqual([]);
  expect(short("200", line("2", "410"))).toEqual([]);
  expect(short("194", line("2", "400"))).toEqual([]);
});
