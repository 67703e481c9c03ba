import { describe, expect, it } from "vitest";
import { clockText, dayAfter, instantEntered, whenOf } from "./when-entered";

const ZONE = "Europe/Berlin";

describe("a time that is entered at a tablet", () => {
  it("is the clock of the site, on the day that was chosen", () => {
    expect(whenOf(new Date("2026-03-02T23:05:40Z"), ZONE)).toEqual({ day: "2026-03-03", digits: "0005" });
    expect(instantEntered({ day: "2026-03-03", digits: "0005" }, ZONE)).toEqual(new Date("2026-03-02T23:05:00Z"));
    expect(instantEntered({ day: "2026-07-01", digits: "2359" }, ZONE)).toEqual(new Date("2026-07-01T21:59:00Z"));
  });

  it.each(["", "0", "091", "2400", "0960", "9999"])("is none with %j", (digits) => expect(instantEntered({ day: "2026-03-03", digits }, ZONE)).toBeNull());

  it.each([
    ["", "––:––"],
    ["1", "1–:––"],
    ["162", "16:2–"],
    ["1624", "16:24"],
  ])("shows %j as %s", (digits, shown) => expect(clockText(digits)).toBe(shown));

  it("goes to the days before and after, over the end of a month", () => {
    expect(dayAfter("2026-03-01", -1)).toBe("2026-02-28");
    expect(dayAfter("2026-12-31", 1)).toBe("2027-01-01");
  });
});
