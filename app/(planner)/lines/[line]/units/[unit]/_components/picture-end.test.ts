import { expect, it } from "vitest";
import { pictureEnd } from "./picture-end";

const MINUTE = 60_000;
const start = Date.parse("2026-03-02T06:00:00Z");
const at = (ms: number) => new Date(start + ms).toISOString();

/** How many pictures are asked for while a page that began so long after the shift stays open, and looks every two seconds. */
const asked = (beganMs: number, openMs: number, pixels: number) =>
  new Set(Array.from({ length: openMs / 2000 }, (_, look) => pictureEnd({ from: at(0), to: at(beganMs + look * 2000), running: true }, pixels))).size;

it.each([
  ["long after the shift began, a pixel of a minute", 15 * 60 * MINUTE, 900, 31],
  ["as the shift begins, no more than every five seconds", 0, 900, 361],
])("a running picture is asked for once for a pixel of time: %s", (_, began, pixels, most) => {
  expect(asked(began, 30 * MINUTE, pixels)).toBeLessThanOrEqual(most);
  expect(asked(began, 30 * MINUTE, pixels)).toBeGreaterThan(10);
});

it("one that is over ends where it ended", () => {
  expect(pictureEnd({ from: at(0), to: at(12_345), running: false }, 900)).toBe(start + 12_345);
});
