import { expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { shareOf } from "./store-counts";

it.each([
  ["GOOD", ["GOOD"], "10", "0"],
  ["GOOD", ["GOOD", "SCRAP"], "10", "0"],
  ["GOOD", ["GOOD", "TOTAL"], "10", "-10"],
  ["GOOD", ["GOOD", "SCRAP", "TOTAL"], "10", "0"],
  ["SCRAP", ["SCRAP"], "0", "10"],
  ["SCRAP", ["GOOD", "SCRAP"], "0", "10"],
  ["SCRAP", ["SCRAP", "TOTAL"], "-10", "10"],
  ["SCRAP", ["GOOD", "SCRAP", "TOTAL"], "0", "10"],
  ["TOTAL", ["TOTAL"], "10", "0"],
  ["TOTAL", ["SCRAP", "TOTAL"], "10", "0"],
  ["TOTAL", ["GOOD", "TOTAL"], "0", "10"],
  ["TOTAL", ["GOOD", "SCRAP", "TOTAL"], "0", "0"],
  [null, ["GOOD", "SCRAP", "TOTAL"], "0", "0"],
] as const)("KP-02 10 more of %s on a unit with %s count %s good and %s scrap", (counter, counters, good, scrap) => {
  const share = shareOf({ counter, unit: { counters: new Set(counters) } }, decimal(10));
  expect([share.good.toFixed(), share.scrap.toFixed()]).toEqual([good, scrap]);
});
