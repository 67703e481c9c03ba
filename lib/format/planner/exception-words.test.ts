import { describe, expect, it } from "vitest";
import type { OpenException } from "@/lib/queries/planner/exceptions";
import { exceptionDetail } from "./exception-words";

const about = (kind: string, detail: OpenException["detail"]): OpenException => ({
  id: "0198a1b2-0000-7000-8000-000000000001",
  siteId: "0198a1b2-0000-7000-8000-000000000002",
  class: kind,
  severity: 3,
  state: "RAISED",
  raisedAt: "2026-03-17T08:00:00.000Z",
  recurredAt: null,
  acknowledgedAt: null,
  owner: "LEAD",
  unitId: null,
  unit: "MACH-1",
  lineId: null,
  line: null,
  orderId: null,
  order: null,
  reason: null,
  ofLine: false,
  level: 0,
  detail,
  next: null,
});

describe("what an exception is about beyond its title", () => {
  it.each([
    ["KP-02 what a counter read before and after it jumped", "COUNTER_SUSPECT", { before: "12", after: "5000" }, "from 12 to 5,000"],
    ["KP-03 what was counted and entered in a shift", "COUNT_MISMATCH", { counted: "80", confirmed: "100", shift: "EARLY" }, "80 counted, 100 entered, EARLY"],
    [
      "TR-04 what a parameter measured and what is allowed",
      "QUALITY_FAIL",
      { parameter: "temp", value: "26.5", low: "18", high: "25", uom: "CEL" },
      "26.5\u{a0}°C, allowed 18 to 25\u{a0}°C",
    ],
    [
      "TR-04 no more digits than were measured",
      "QUALITY_FAIL",
      { parameter: "temp", value: "27.263463", low: "18", high: "25", uom: "CEL" },
      "27.2635\u{a0}°C, allowed 18 to 25\u{a0}°C",
    ],
    [
      "TR-04 all digits of a value that would be written as its limit",
      "QUALITY_FAIL",
      { parameter: "temp", value: "25.00001", low: "18", high: "25" },
      "25.00001, allowed 18 to 25",
    ],
    ["TR-04 a limit on one side", "QUALITY_FAIL", { parameter: "temp", value: "17", low: "18" }, "17, allowed at least 18"],
    ["TR-04 nothing of a value that cannot be trusted", "QUALITY_FAIL", { parameter: "temp", low: "18" }, undefined],
    ["EX-21 whose clock is ahead", "TIME_SUSPECT", { address: "site-a/filling/l1/filler", aheadMinutes: "60" }, "the clock of site-a/filling/l1/filler is 60 min ahead"],
    ["nothing where the exception says nothing of it", "COUNT_MISMATCH", {}, undefined],
  ])("%s", (_, kind, detail, words) => expect(exceptionDetail(about(kind, detail))).toBe(words));
});
