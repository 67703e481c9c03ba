import { expect, it } from "vitest";
import { delayWords } from "./delay-words";

it.each([
  [0, "0\u00a0ms"],
  [12.4, "12\u00a0ms"],
  [-3000, "3.0\u00a0s"],
  [75_000, "1\u00a0min"],
])("%s ms is %s", (milliseconds, words) => expect(delayWords(milliseconds)).toBe(words));
