import { expect, it } from "vitest";
import { feedWedge, NO_SCAN, wedgeKey } from "./wedge";

function scan(keys: readonly string[], gap: number): string | undefined {
  let wedge = NO_SCAN;
  let scanned: string | undefined;
  keys.forEach((key, index) => {
    const fed = feedWedge(wedge, key, 1000 + index * gap);
    wedge = fed.wedge;
    scanned = fed.scanned ?? scanned;
  });
  return scanned;
}

it("takes what comes as fast as a scanner", () => {
  expect(scan([..."LID-7732", "END"], 8)).toBe("LID-7732");
});

it("leaves typing by hand alone", () => {
  expect(scan([..."LID-7732", "END"], 120)).toBeUndefined();
});

it("ignores a stray Enter and the shortest noise", () => {
  expect(scan(["END"], 8)).toBeUndefined();
  expect(scan(["a", "b", "END"], 8)).toBeUndefined();
});

it("keeps the group separator of GS1 codes", () => {
  const altKey = false;
  expect(wedgeKey({ key: "]", ctrlKey: true, altKey })).toBe("\u001d");
  expect(wedgeKey({ key: "a", ctrlKey: true, altKey })).toBeUndefined();
  expect(wedgeKey({ key: "Shift", ctrlKey: false, altKey })).toBeUndefined();
  expect(wedgeKey({ key: "Enter", ctrlKey: false, altKey })).toBe("END");
  // A bracket on a German keyboard.
  expect(wedgeKey({ key: "]", ctrlKey: true, altKey: true })).toBe("]");
});
