import { describe, expect, it } from "vitest";
import { parseWipParams, wipHref, wipQuery } from "./wip-params";

describe("address of the board", () => {
  it("is read back as it was written", () => {
    const params = { site: "SITE-A", dueDays: 3, search: "oat & more", sort: "due", created: true, view: "table" } as const;
    expect(parseWipParams(Object.fromEntries(new URLSearchParams(wipQuery(params))))).toEqual(params);
  });

  it("is short when all is as usual, and ignores what does not fit", () => {
    const usual = parseWipParams({ due: "12", sort: "colour", site: ["A", "B"], q: undefined });
    expect(usual).toEqual({ site: null, dueDays: null, search: "", sort: "impact", created: false, view: "board" });
    expect(wipHref(usual)).toBe("/wip");
    expect(wipHref(usual, { dueDays: 1 })).toBe("/wip?due=1");
  });
});
