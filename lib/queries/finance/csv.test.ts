import { expect, it } from "vitest";
import { toCsv } from "./csv";

it.each([
  ["a plain number stays one", "-25.20", "-25.20"],
  ["a formula becomes text", "=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["and so does what begins like one", "+49 30", "'+49 30"],
  ["also with an at", "@SUM(A1)", "'@SUM(A1)"],
  ["a minus before a word too", "-2+3", "'-2+3"],
  ["separators and quotes are kept", 'a "b", c', '"a ""b"", c"'],
  ["nothing is empty", null, ""],
])("%s", (_, value, expected) => {
  expect(toCsv(["h"], [[value]])).toBe(`\uFEFFh\r\n${expected}\r\n`);
});
