import { expect, it } from "vitest";
import { waitedOnDevice } from "./replay";

const at = (seconds: number) => new Date(Date.parse("2026-03-02T10:00:00Z") + seconds * 1_000);

it.each([
  ["waited when it came later than a live one can", 7, 10.001, true],
  ["did not when it came at once", 7, 10, false],
  ["did not when it says to come from later", 7, -60, false],
  ["did not when no device counted it, however late it came", undefined, 3_600, false],
])("EX-06 EX-21 an entry %s", (_, sequence, seconds, waited) => expect(waitedOnDevice(sequence, at(0), at(seconds))).toBe(waited));
