import { describe, expect, it } from "vitest";
import { holdKey, NOTHING_HELD } from "./held-keys";

/** What a pad makes of keys that come `gap` ms apart; it shows "7". */
function at(gap: number, keys: readonly string[]) {
  let held = NOTHING_HELD;
  const due: string[] = [];
  let means = "";
  keys.forEach((key, index) => {
    const step = holdKey(held, key, 1000 + index * gap, "7");
    due.push(...step.due);
    ({ held, means } = step);
  });
  return { due: due.join(""), means, held: held.keys.join(""), before: held.before };
}

describe("keys at a number pad", () => {
  it.each(["4711", "0417", "123", "12", "LID-7732", "4006381333931"])("UI-07 a scanner's %s is a code and never an amount, however short", (code) => {
    expect(at(8, [...code, "END"])).toMatchObject({ due: "", means: "SCAN", held: "" });
  });

  it("holds what comes at the pace of a scanner until its end, and knows what stood there before", () => {
    expect(at(8, [..."4711"])).toEqual({ due: "", means: "HELD", held: "4711", before: "7" });
  });

  it("takes what a hand types, digit by digit, and its Enter", () => {
    expect(at(120, [..."12,5", "END"])).toMatchObject({ due: "12.5", means: "ENTER", held: "" });
  });

  it("a single digit with a quick Enter is a hand's", () => {
    expect(at(30, ["5", "END"])).toMatchObject({ due: "5", means: "ENTER" });
  });

  it("Tab and Enter alone are no code", () => {
    expect(at(8, ["END"])).toMatchObject({ due: "", means: "ENTER" });
  });
});
