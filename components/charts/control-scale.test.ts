import { describe, expect, it } from "vitest";
import { controlScale } from "./control-scale";

describe("scale of a control chart", () => {
  const scale = controlScale({ width: 212, height: 120, count: 3 }, ["9.5", "10", "9.8"]);
  it("spreads the values over its width", () => expect([0, 1, 2].map(scale.x)).toEqual([6, 106, 206]));
  it("keeps the extremes inside its height", () => expect([scale.y("9.5"), scale.y("10")]).toEqual([110, 10]));
  it("one value stands in the middle", () => {
    const one = controlScale({ width: 200, height: 100, count: 1 }, ["7"]);
    expect([one.x(0), one.y("7")]).toEqual([100, 50]);
  });
});
