import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { namedCodes, refusalText } from "./refusal-texts";

const root = fileURLToPath(new URL("../../", import.meta.url));

// The sandbox ERP is the other side of the wire, the ERPs' own failures never travel as a problem, and forms make codes of their own.
const ELSEWHERE = /^lib\/(sandbox|erp)\/|\.test\.tsx?$|testing\/|\/_components\//;
const REFUSES = [/\brefuse(?:<[^>]*>)?\(\s*"([A-Z][A-Z_]+)"/g, /ok: false(?: as const)?, code: "([A-Z][A-Z_]+)"/g, /\bproblem\(\{ code: "([A-Z][A-Z_]+)"/g];

/** Every code that the product can refuse with, and a file that does. */
function codesInUse(): Map<string, string> {
  const sources = ["lib", "app"].flatMap((folder) => readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`));
  return new Map(
    sources
      .filter((path) => /\.tsx?$/.test(path) && !ELSEWHERE.test(path))
      .flatMap((path) => {
        const text = readFileSync(`${root}${path}`, "utf8");
        return REFUSES.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = ""]) => [code, path] as const));
      }),
  );
}

describe("problems of the API", () => {
  it("names title, status and rule of every code that the product refuses with", () => {
    const codes = codesInUse();
    expect(codes.size).toBeGreaterThan(60);
    expect([...codes].filter(([code]) => !namedCodes.includes(code))).toEqual([]);
  });

  it.each(namedCodes)("%s points to a rule or a section of domain.md that is there", (code) => {
    const { status, title, rule = "" } = refusalText(code);
    const domain = readFileSync(`${root}docs/domain.md`, "utf8");
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title).toMatch(/^[A-Z][^_]+$/);
    expect(rule).toMatch(/^([A-Z]{1,4}-\d\d|§\d+\.\d+)$/);
    expect(domain).toMatch(rule.startsWith("§") ? new RegExp(`^### ${rule.slice(1).replace(".", "\\.")} `, "m") : new RegExp(`\`${rule}\``));
  });

  it.each([
    ["INVALID_TRANSITION", "§2.2"],
    ["COMPLETION_BLOCKED", "EX-03"],
    ["LOT_NOT_FIRST", "EX-10"],
    ["LOT_EXPIRED", "EX-11"],
    ["FIELD_OWNED_BY_ERP", "OWN-01"],
  ])("%s comes from %s", (code, rule) => expect(refusalText(code).rule).toBe(rule));

  it("keeps a code from the future as words", () => {
    expect(refusalText("SOMETHING_NEW")).toEqual({ status: 422, title: "Something new" });
  });
});
