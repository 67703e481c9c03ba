import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type Characteristic, type Results, verdictOf } from "./check-verdict";

const variable: Characteristic = { position: 10, kind: "VARIABLE", lowerLimit: decimal("9.50"), upperLimit: decimal("10.00"), acceptNumber: null, defectCodes: [] };
const attribute: Characteristic = { position: 20, kind: "ATTRIBUTE", lowerLimit: null, upperLimit: null, acceptNumber: 1, defectCodes: ["DENT", "LABEL"] };
const measured = (...values: string[]): Results => ({ position: 10, samples: values.map((value) => ({ value: decimal(value) })) });
const seen = (...samples: (string | null)[]): Results => ({ position: 20, samples: samples.map((defect) => ({ accepted: defect === null, defect })) });
const outcome = (characteristics: readonly Characteristic[], size: number, results: readonly Results[]) => {
  const decision = verdictOf(characteristics, size, results);
  return decision.ok ? decision.value.verdict : decision.code;
};

describe("§2.1 verdict of a check", () => {
  it.each([
    ["10.00", "PASS"],
    ["10.01", "FAIL"],
    ["9.5", "PASS"],
    ["9.499999", "FAIL"],
  ])("S24 with lsl 9.50 and usl 10.00, %s is a %s", (value, verdict) => expect(outcome([variable], 1, [measured(value)])).toBe(verdict));

  it("a side without a limit is open", () => expect(outcome([{ ...variable, lowerLimit: null }], 1, [measured("-3")])).toBe("PASS"));
  it("one sample outside fails the whole check", () => expect(outcome([variable], 3, [measured("9.8", "10.2", "9.9")])).toBe("FAIL"));

  it.each<[string, readonly (string | null)[], string]>([
    ["none rejected", [null, null, null], "PASS"],
    ["as many rejected as the plan accepts", ["DENT", null, null], "PASS"],
    ["one more", ["DENT", "LABEL", null], "FAIL"],
  ])("an attribute with %s", (_, samples, verdict) => expect(outcome([attribute], 3, [seen(...samples)])).toBe(verdict));

  it.each<[string, readonly Results[], string]>([
    ["a characteristic without results", [measured("9.8")], "RESULT_MISSING"],
    ["fewer samples than the plan asks for", [{ position: 10, samples: [] }, seen(null)], "RESULT_MISSING"],
    ["a position that the plan does not have", [measured("9.8"), seen(null), { position: 30, samples: [] }], "RESULT_UNKNOWN"],
    ["a position twice", [measured("9.8"), measured("9.8"), seen(null)], "RESULT_UNKNOWN"],
    ["a yes where a value is asked for", [{ position: 10, samples: [{ accepted: true, defect: null }] }, seen(null)], "RESULT_KIND"],
    ["a defect that the plan does not know", [measured("9.8"), seen("RUST")], "DEFECT_UNKNOWN"],
  ])("a missing result is not a pass: %s", (_, results, code) => expect(outcome([variable, attribute], 1, results)).toBe(code));

  it("sums up what an inspection lot needs", () => {
    const decision = verdictOf([variable, attribute], 3, [measured("9.6", "9.9", "9.8"), seen("LABEL", "DENT", "LABEL")]);
    if (!decision.ok) throw new Error(decision.code);
    const [first, second] = decision.value.summaries;
    expect([first?.min?.toFixed(), first?.max?.toFixed(), first?.mean?.toFixed(), first?.failed]).toEqual(["9.6", "9.9", "9.766667", 0]);
    expect(second).toMatchObject({
      failed: 3,
      passed: false,
      min: null,
      defects: [
        { code: "DENT", count: 1 },
        { code: "LABEL", count: 2 },
      ],
    });
  });
});
