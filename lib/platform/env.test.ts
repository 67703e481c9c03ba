import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it(".env.example names every variable that a process reads, and no other", () => {
  const read = [...readFileSync("lib/platform/env.ts", "utf8").matchAll(/^ {2}([A-Z][A-Z0-9_]+): z\./gm)].map(([, name]) => name);
  const explained = [...readFileSync(".env.example", "utf8").matchAll(/^# ([A-Z][A-Z0-9_]+)=/gm)].map(([, name]) => name);
  expect(read.length).toBeGreaterThan(15);
  expect(explained.toSorted()).toEqual(read.toSorted());
});
