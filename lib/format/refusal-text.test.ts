import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMPLETE_BLOCKERS, START_GUARDS } from "./refusals-execution";
import { explainedCodes, refusalSentence, refusalText } from "./refusal-text";

const lib = fileURLToPath(new URL("..", import.meta.url));
const reading = { timeZone: "Europe/Berlin" };

// The sandbox ERP is the other side of the wire, and the ERPs' own failures have a page of their own.
const ELSEWHERE = /^(sandbox|erp)\/|\.test\.ts$|testing\//;

function sources(): string[] {
  return readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts") && !ELSEWHERE.test(path));
}

function codesInUse(): Map<string, string> {
  const codes = new Map<string, string>();
  for (const path of sources()) {
    const text = readFileSync(`${lib}/${path}`, "utf8");
    for (const pattern of [/\brefuse(?:<[^>]*>)?\(\s*"([A-Z][A-Z_]+)"/g, /ok: false(?: as const)?, code: "([A-Z][A-Z_]+)"/g]) {
      for (const [, code = ""] of text.matchAll(pattern)) codes.set(code, path);
    }
  }
  return codes;
}

/** Members of a union of string literals in a file of the kernel. */
function members(path: string, type: string): string[] {
  const text = readFileSync(`${lib}/${path}`, "utf8");
  const body = new RegExp(`type ${type} =([^;]*);`).exec(text)?.[1] ?? "";
  return [...body.matchAll(/"([A-Z_]+)"/g)].map(([, name = ""]) => name);
}

const AT = "2026-05-10T00:00:00Z";
/** Parameters of any refusal, as the rules give them. */
const ANY = {
  site: "SITE-A",
  word: "0007",
  lot: "L-1",
  first: "L-0",
  processed: "12",
  item: "CAST-01",
  wanted: ["SEAL-02"],
  status: "ON_HOLD",
  expiresAt: AT,
  usedUntil: AT,
  available: "5",
  free: "3",
  asked: "7",
  state: "RUNNING",
  orderState: "ON_HOLD",
  operationState: "PENDING",
  guards: ["WORK_UNIT_TAKEN"],
  loadedWith: "4711-0080 / 30",
  blockers: ["REWORK_OPEN"],
  capabilities: ["FILLER"],
  good: "1",
  min: "2",
  max: "3",
  left: "1",
  missing: "1",
  expected: "1",
  actual: "2",
  open: "1",
  decimals: "0",
  uom: "EA",
  reason: "FILL",
  for: "SHORT_CLOSE",
  since: AT,
  seconds: 30,
  until: AT,
  permission: "override.approve",
  owners: ["LEAD", "MAINTENANCE"],
  reference: "0193",
  stored: 2,
  fields: ["item"],
  items: ["A", "B", "A"],
  element: "LABOUR",
  rateClass: "A1",
  at: AT,
  plan: "QP-1",
  position: "10",
  samples: "3",
  given: "2",
  kind: "VARIABLE",
  defect: "DENT",
};

describe("UI-09 every refusal says what, why and the next step", () => {
  it("has a text for each code that the code base can answer", () => {
    const codes = codesInUse();
    expect(codes.size).toBeGreaterThan(40);
    const missing = [...codes].filter(([code]) => !explainedCodes.includes(code));
    expect(missing).toEqual([]);
  });

  it("names each guard of a start and each blocker of a completion", () => {
    expect(Object.keys(START_GUARDS).sort()).toEqual(members("domain/execution/start.ts", "StartGuard").sort());
    expect(Object.keys(COMPLETE_BLOCKERS).sort()).toEqual(members("domain/execution/complete.ts", "CompleteBlocker").sort());
  });

  it.each(explainedCodes)("%s is three sentences without a code", (code) => {
    const { what, why, next } = refusalText({ code, params: ANY }, reading);
    for (const part of [what, why, next]) expect(part).toMatch(/^[A-Z0-9“].*[.]$/s);
    expect(`${what} ${why} ${next}`).not.toMatch(/[A-Z]+_[A-Z]+|undefined|\bnull\b| {2}/);
  });

  it("fills in figures and times as the reader writes them", () => {
    expect(refusalText({ code: "STALE_TOTAL", params: { expected: "3312", actual: "3364" } }, { ...reading, locale: "de-DE" }).why).toContain("3.364, not 3.312");
    expect(refusalText({ code: "LOT_NOT_FIRST", params: { lot: "L-2", first: "L-1", expiresAt: "2026-05-03T10:00:00Z" } }, reading)).toEqual({
      what: "Take lot L-1 first.",
      why: "It goes before this one, use by 3 May 12:00.",
      next: "Fetch L-1; only the shift lead may allow lot L-2.",
    });
  });

  it("S06 an expired, a wrong and a held lot read differently", () => {
    const texts = ["LOT_EXPIRED", "LOT_WRONG_ITEM", "LOT_NOT_RELEASED"].map((code) => refusalSentence({ code, params: { lot: "L-1" } }, reading));
    expect(new Set(texts).size).toBe(3);
  });

  it("admits that it has no words for a code from the future", () => {
    expect(refusalText({ code: "SOMETHING_NEW", params: {} }, reading).why).toContain("SOMETHING_NEW");
  });
});
