import { expect, it } from "vitest";
import { isLargeScrap } from "./scrap-question";

it.each([
  ["20", false],
  ["20.000001", true],
  ["120", true],
  ["", false],
])("UI-11 above 20, scrap of %s is questioned: %s", (amount, asked) => {
  expect(isLargeScrap({ scrapQuestion: "20" }, amount)).toBe(asked);
});

it("asks nothing where the limit is not known, as in a view that a tablet kept before", () => {
  expect(isLargeScrap({}, "120")).toBe(false);
});
