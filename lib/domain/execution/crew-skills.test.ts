import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lackingOnCrew, skillState } from "./crew-skills";

const NOW = new Date("2026-03-17T06:00:00Z");
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000);

describe("EX-01 skills of a crew", () => {
  it.each([
    ["for good is valid", null, "VALID"],
    ["thirty days are enough", days(30), "VALID"],
    ["less than thirty days end soon", new Date(days(30).getTime() - 1), "ENDS_SOON"],
    ["the instant itself is over", NOW, "OVER"],
    ["yesterday is over", days(-1), "OVER"],
  ] as const)("%s", (_, validTo, state) => expect(skillState(validTo, NOW)).toBe(state));

  it.each([
    ["nothing where one person has all of it", [["A", "B"], []], []],
    ["what nobody has", [["A"], []], ["B"]],
    ["all of it where nobody has it together", [["A"], ["B"]], ["A", "B"]],
    ["all of it where nobody is there", [], ["A", "B"]],
  ])("lack %s", (_, crew, lacking) =>
    expect(
      lackingOnCrew(
        ["A", "B"],
        crew.map((skills) => new Set(skills)),
      ),
    ).toEqual(lacking),
  );

  it("lack nothing exactly where somebody may start: one person has every skill that is asked for", () => {
    const skills = fc.uniqueArray(fc.constantFrom("A", "B", "C", "D"));
    fc.assert(
      fc.property(skills, fc.array(skills), (asked, crew) => {
        const lacking = lackingOnCrew(
          asked,
          crew.map((own) => new Set(own)),
        );
        expect(lacking.length === 0).toBe(asked.length === 0 || crew.some((own) => asked.every((one) => own.includes(one))));
        expect(asked).toEqual(expect.arrayContaining([...lacking]));
      }),
    );
  });
});
