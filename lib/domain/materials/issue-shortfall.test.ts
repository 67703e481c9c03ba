import { expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { issueShortfalls } from "./issue-shortfall";

const line = (quantityPer: string, net: string, decimals = 0) => ({ position: 10, item: "CAST-01", uom: "EA", decimals, quantityPer: decimal(quantityPer), net: decimal(net) });
const short = (processed: string, ...of: readonly ReturnType<typeof line>[]) =>
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

it("Examples 1 and 2: what they issue is enough", () => {
  expect(short("204", line("1", "204"))).toEqual([]);
  expect(short("200", line("2", "410"))).toEqual([]);
  expect(short("194", line("2", "400"))).toEqual([]);
});
