import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { write } from "./forms";
import { oneOfEach } from "./testing/outbound";
import { FIXTURES, fixture } from "./testing/fixtures";
import { type Checker, jsonChecker, xmlChecker } from "./testing/schemas";
import { SPOKEN_TYPES, toDocument } from "./to-document";

const named = process.env.MILLRACE_B2MML_SCHEMAS;
const parties = { us: "MES", partner: "ERP", site: "SITE-A", plant: null };

const checkers: readonly (readonly ["xml" | "json", Checker])[] = [
  ["xml", xmlChecker(named)],
  ["json", jsonChecker(named)],
];

for (const [form, checker] of checkers) {
  const why = checker.kind === "ready" ? "" : ` (skipped: ${checker.reason})`;
  describe.skipIf(checker.kind !== "ready")(`MESA's ${form} schema${why}`, () => {
    const check = checker.kind === "ready" ? checker.check : () => [];

    it("allows the hand-written messages, and not everything", () => {
      const texts = FIXTURES.map((name) => fixture(name, form));
      expect(check(texts)).toEqual(texts.map(() => null));
      const [first] = texts;
      expect(check([first?.replaceAll("HierarchyScope", "Scope") ?? ""])).not.toEqual([null]);
    });

    it("allows every document that we can write", { timeout: 120_000 }, () => {
      // One call checks many: the property is drawn first and judged as a whole, smallest failure named by its text.
      const messages = fc.sample(oneOfEach, { seed: 20260316, numRuns: 40 }).flat();
      const texts = messages.map((message) => write(toDocument(message, parties, "4711/1"), form));
      const wrong = check(texts).flatMap((reason, index) => (reason === null ? [] : [`${messages[index]?.type}: ${reason}\n${texts[index]}`]));
      expect(wrong.slice(0, 3)).toEqual([]);
      expect(new Set(messages.map((message) => message.type)).size).toBe(SPOKEN_TYPES.length);
    });
  });
}
