import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** Names of the tests of a file: what stands before the colon of their titles. */
const testsOf = (path: string): string[] => [...read(path).matchAll(/^ *it\("([\w-]+):/gm)].map((found) => found[1] ?? "");

/** What the last cells of a table's rows name. */
const namedBy = (table: string): string[] =>
  table
    .split("\n")
    .filter((line) => line.startsWith("|") && !line.startsWith("| ---"))
    .slice(1)
    .flatMap((line) => {
      const names = [...(line.split("|").at(-2) ?? "").matchAll(/`([\w-]+)`/g)].map((found) => found[1] ?? "");
      if (names.length === 0) throw new Error(`This row names no test: ${line}`);
      return names;
    });

const page = read("docs/sparkplug.md");
const [rules = "", store = ""] = page.split("What the database holds afterwards");

describe("docs/sparkplug.md", () => {
  it.each([
    ["rules", rules, ["lib/telemetry/sparkplug-connection.int.test.ts", "lib/telemetry/sparkplug-reconnect.int.test.ts"]],
    ["store", store, ["lib/commands/telemetry/sparkplug-store.int.test.ts"]],
  ])("names the tests of its %s, all of them and no other", (_, table, paths) => {
    const tests = paths.flatMap(testsOf);
    expect(tests.length).toBeGreaterThan(2);
    expect([...new Set(namedBy(table))].toSorted()).toEqual(tests.toSorted());
  });
});
