import { describe, expect, it } from "vitest";
import { formatsOf } from "@/lib/format/formats";
import { pointText } from "@/lib/format/handover-point";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import type { Locale } from "@/lib/i18n/locales";
import type { RunView } from "@/lib/queries/operator/run-view";
import { openPointsOf } from "./handover-points";

const AT = "2026-03-17T10:12:00.000Z";
const words = (locale: Locale) => ({ t: translatorOf(locale, "handover"), calls: translatorOf(locale, "calls"), formats: formatsOf(locale) });

describe("EX-16 what is open when a crew goes", () => {
  it("begins with the stops, checks and calls that the tablet knows", () => {
    const view = {
      stops: [{ id: "i", state: "UNKNOWN", from: AT, to: null }],
      checks: [{ id: "c", plan: "Weight", dueAt: AT, sampleSize: 1, characteristics: [] }],
      calls: [
        { id: null, call: "QUALITY", raisedAt: AT, acknowledged: false, own: true, mayEnd: true },
        { id: "x", call: "SOMETHING_NEW", raisedAt: AT, acknowledged: false, own: true, mayEnd: true },
      ],
    } satisfies Pick<RunView, "stops" | "checks" | "calls">;
    expect(openPointsOf(view)).toEqual([
      { kind: "STOP", from: AT, to: null },
      { kind: "CHECK", plan: "Weight", dueAt: AT },
      { kind: "CALL", call: "QUALITY", raisedAt: AT },
    ]);
  });

  it.each([
    ["en", "Stands since 17 Mar 11:12, no reason given"],
    ["de", "Steht seit 17. März 11:12, ohne Grund"],
    ["es", "Parada desde 17 mar 11:12, sin motivo"],
  ] as const)("is read in %s, whoever's language it was left in", (locale, text) => {
    expect(pointText({ kind: "STOP", from: AT, to: null }, "Europe/Berlin", words(locale))).toBe(text);
  });

  it.each([
    [{ kind: "STOP", from: AT, to: "2026-03-17T10:20:00.000Z" }, "Stop without a reason, 17 Mar 11:12 to 11:20"],
    [{ kind: "CHECK", plan: "Weight", dueAt: AT }, "Check Weight, due 17 Mar 11:12"],
    [{ kind: "CALL", call: "QUALITY", raisedAt: AT }, "Call to quality is open, called 17 Mar 11:12"],
    [{ kind: "NOTE", text: "Order more coolant" }, "Order more coolant"],
  ] as const)("says each kind of point", (point, text) => expect(pointText(point, "Europe/Berlin", words("en"))).toBe(text));
});
