import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { LOCALES } from "@/lib/i18n/locales";
import english from "@/lib/i18n/messages/en/refusals.json";
import { icuArguments } from "@/lib/i18n/testing/icu-arguments";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import { REFUSAL_PARAMS, REFUSAL_WORDS, refusalIn } from "./refusal-in";
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
  code: "hall",
  topicFilter: "hall/#",
  unit: "L1.FILLER",
  from: AT,
  to: AT,
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
  held: "4",
  nonconformances: ["NC-00001"],
  sscc: "340123450000000017",
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
  reserved: "50",
  line: "L1",
};

describe("UI-09 every refusal says what, why and the next step", () => {
  it("has a text for each code that the code base can answer", () => {
    const codes = codesInUse();
    expect(codes.size).toBeGreaterThan(40);
    const missing = [...codes].filter(([code]) => !explainedCodes.includes(code));
    expect(missing).toEqual([]);
  });

  it("names each guard of a start and each blocker of a completion", () => {
    expect(Object.keys(english.start).sort()).toEqual(members("domain/execution/start.ts", "StartGuard").sort());
    expect(Object.keys(english.complete).sort()).toEqual(members("domain/execution/complete.ts", "CompleteBlocker").sort());
  });

  it.each(explainedCodes)("%s is three sentences without a code", (code) => {
    const { what, why, next } = refusalText({ code, params: ANY }, reading);
    for (const part of [what, why, next]) expect(part).toMatch(/^[A-Z0-9“].*[.]$/s);
    expect(`${what} ${why} ${next}`).not.toMatch(/[A-Z]+_[A-Z]+|undefined|\bnull\b| {2}/);
  });

  it.each(LOCALES.flatMap((locale) => Object.keys(english.codes).map((code) => [locale, code] as const)))(
    "UI-12 in %s %s is three sentences, with its parameters and without",
    (locale, code) => {
      const texts = translatorOf(locale, "refusals");
      for (const params of [ANY, {}]) {
        const { what, why, next } = refusalIn(texts, { code, params }, reading);
        expect(`${what} ${why} ${next}`).not.toMatch(/[A-Z]+_[A-Z]+|undefined|\bnull\b|refusals\./);
        for (const part of [what, why, next]) expect(part).toMatch(/[.]$/);
      }
    },
  );

  it("asks for no parameter that nobody fills in", () => {
    const filled = [...Object.keys(REFUSAL_PARAMS).flatMap((name) => [name, `${name}_given`]), ...REFUSAL_WORDS];
    const { codes, start, complete, close } = english;
    const asked = [codes, start, complete, close].flatMap((group) => Object.values(group).flatMap((texts) => Object.values(texts).flatMap(icuArguments)));
    expect(asked.map((argument) => argument.split(":")[0] ?? "").filter((name) => !filled.includes(name))).toEqual([]);
  });

  it("reads in the language of the floor", () => {
    const german = translatorOf("de", "refusals");
    const read = (code: string, params: Record<string, string | string[]>) => refusalIn(german, { code, params }, { ...reading, locale: "de-DE" });
    expect(read("STALE_TOTAL", { expected: "3312", actual: "3364" }).why).toContain("3.364, nicht 3.312");
    expect(read("START_BLOCKED", { guards: ["WORK_UNIT_TAKEN", "CHECKS_OPEN"], loadedWith: "4711" })).toEqual({
      what: "Das kann noch nicht starten.",
      why: "Die Maschine ist belegt mit 4711. Eine verlangte Prüfung fehlt.",
      next: "Erst diesen abschließen. Erst die Prüfung machen.",
    });
    expect(read("FORBIDDEN", { permission: "override.approve" }).why).toBe("Ihre Rolle erlaubt hier nicht: Ausnahmen genehmigen.");
    expect(read("SOMETHING_NEW", {}).why).toContain("SOMETHING_NEW");
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
