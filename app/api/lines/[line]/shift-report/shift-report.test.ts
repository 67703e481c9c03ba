import { describe, expect, it } from "vitest";
import { formatsOf } from "@/lib/format/formats";
import { shiftReportSections, shiftTitle } from "@/lib/format/shift-report";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { textsIn } from "@/lib/i18n/texts-in";
import { type PrintedReport, reportPdf } from "@/lib/labels/report-pdf";
import { textOfPdf } from "@/lib/labels/testing/text-of-pdf";

type Report = Parameters<typeof shiftReportSections>[0];

const REPORT: Report = {
  site: { name: "Werk Süd", timeZone: "Europe/Berlin" },
  line: { id: "l", code: "L2", name: "Line 2" },
  asOf: "2026-03-17T13:10:00.000Z",
  shift: { name: "Early", day: "2026-03-17", from: "2026-03-17T05:00:00.000Z", to: "2026-03-17T13:00:00.000Z", over: true },
  shifts: [],
  production: [{ order: "4711-0087", opNo: 30, operation: "Filling", item: "OAT-1L", uom: "KGM", good: "3312.5", scrap: "21", rework: "0" }],
  stops: [
    { reason: "Mechanical breakdown", state: "", unexplained: false, count: 2, seconds: 4500 },
    { reason: null, state: "HELD", unexplained: true, count: 1, seconds: 1799 },
    { reason: null, state: "STARVED", unexplained: false, count: 3, seconds: 600 },
  ],
  units: [{ unit: "L2.FILLER", availability: "53.13", performance: "97.65", quality: null, oee: "50.00", failures: 2, microStops: 0 }],
  attendance: [
    { person: "Łukasz Żak", attendedSeconds: 28_800, breakSeconds: 1800, bookedSeconds: 24_300, notBookedSeconds: 2700 },
    { person: "Anna Weber", attendedSeconds: 3600, breakSeconds: 0, bookedSeconds: 3600, notBookedSeconds: 0 },
  ],
  labour: [
    { person: "Łukasz Żak", activity: "RUN", indirect: null, seconds: 5400 },
    { person: "Łukasz Żak", activity: "INDIRECT", indirect: "Cleaning", seconds: 900 },
  ],
  failedChecks: [{ order: "4711-0087", opNo: 30, plan: "Weight", at: "2026-03-17T09:00:00.000Z", failed: ["Fill weight"] }],
  handovers: [
    {
      unit: "Filler",
      by: "Anna Weber",
      at: "2026-03-17T12:55:00.000Z",
      accepted: false,
      acceptedBy: null,
      note: `Feeder jams at the left rail. ${"It takes a long note to be wrapped. ".repeat(6)}`.trim(),
      openPoints: [{ kind: "STOP", from: "2026-03-17T12:00:00.000Z", to: null }],
      counts: [],
    },
  ],
};
const words = (locale: Locale) => ({
  t: textsIn(locale, "report"),
  states: textsIn(locale, "states"),
  handover: textsIn(locale, "handover"),
  calls: textsIn(locale, "calls"),
  formats: formatsOf(locale),
});
function printed(locale: Locale, report: Report = REPORT): PrintedReport {
  const said = words(locale);
  return { title: said.t("title"), lines: [shiftTitle(report, said)], sections: shiftReportSections(report, said), page: (at, of) => said.t("page", { at, of }) };
}
/** What was written, pieces of one cell put together again. */
const read = async (report: PrintedReport) => textOfPdf(await reportPdf(report));

describe("§9.2 a shift report on paper", () => {
  it("says what the screen says: every cell of every table, in the order in which it stands", async () => {
    const report = printed("en");
    const text = (await read(report)).flat().join(" ").replaceAll(/\s+/g, " ");
    for (const section of report.sections) {
      expect(text).toContain(section.title);
      // A name is written in pieces where letters are in different pieces of the typeface.
      for (const part of section.rows.flat().flatMap((cell) => cell.split("\n"))) expect(text.replaceAll(" ", "")).toContain(part.replaceAll(/\s+/g, ""));
    }
    expect(text).toContain("Line 2, shift Early of 17 Mar 2026, 06:00 to 14:00");
    expect(text).toContain("3,312.5");
    expect(text).toContain("No reason given (Held) 1 30");
    // Waiting for upstream explains itself (EX-03).
    expect(text).toContain("Starved 3 10");
    expect(text).not.toContain("(Starved)");
    expect(text).toContain("53.13 % 97.65 % – 50.00 % 2");
    expect(text).toContain("Page 1 of 1");
  });

  it.each([
    ["de", "Schichtbericht", "3.312,5", "53,13 %", "1,50", "Steht seit 17. März 13:00, ohne Grund"],
    ["es", "Informe de turno", "3.312,5", "53,13 %", "1,50", "Parada desde 17 mar 13:00, sin motivo"],
  ] as const)("is written in %s with its own decimals", async (locale, ...parts) => {
    const text = (await read(printed(locale))).flat().join(" ").replaceAll(/\s+/g, " ");
    for (const part of parts) expect(text).toContain(part);
  });

  it("writes names beyond Latin-1", async () => {
    // Each piece of the typeface writes its own letters; together they are the name.
    expect((await read(printed("en"))).flat().join("")).toContain("Łukasz Żak");
  });

  it("takes as many pages as it needs, each with the head of the table that goes on and its number", async () => {
    const many = { ...REPORT, production: Array.from({ length: 120 }, (_, index) => ({ ...REPORT.production[0], order: `PO-${1000 + index}` }) as Report["production"][number]) };
    const pages = await read(printed("en", many));
    expect(pages.length).toBeGreaterThan(2);
    expect(pages.slice(0, 2).map((page) => page.filter((piece) => piece === "Order").length)).toEqual([1, 1]);
    expect(pages.map((page) => page.at(-1))).toEqual(pages.map((_, index) => `Page ${index + 1} of ${pages.length}`));
    const text = pages.flat().join(" ");
    for (const { order } of many.production) expect(text).toContain(order);
  });

  it.each(LOCALES)("says in %s what there is nothing of", async (locale) => {
    const none: Report = { ...REPORT, production: [], stops: [], units: [], labour: [], attendance: [], failedChecks: [], handovers: [] };
    const report = printed(locale, none);
    const text = (await read(report)).flat();
    for (const section of report.sections) expect(text).toContain(section.none);
  });

  it("§10.1 says of a handover when it was left and that it was accepted, where people are not told", () => {
    const [first] = REPORT.handovers;
    if (first === undefined) throw new Error("a handover was expected");
    const cells = (more: object) => shiftReportSections({ ...REPORT, handovers: [{ ...first, ...more }] }, words("en")).at(-1)?.rows[0]?.[0];
    expect(cells({ by: null, accepted: true })).toBe("13:55\nFiller\naccepted");
    expect(cells({ by: null })).toBe("13:55\nFiller\nnot accepted yet");
    expect(cells({ accepted: true, acceptedBy: "Ben Koch" })).toBe("Anna Weber, 13:55\nFiller\naccepted by Ben Koch");
  });

  it("leaves the column of people out where they are not told", () => {
    const labour = REPORT.labour.map((row) => ({ ...row, person: null }));
    const section = shiftReportSections({ ...REPORT, labour }, words("en")).find((one) => one.title === "Labour");
    expect(section?.columns.map((column) => column.label)).toEqual(["Activity", "Hours"]);
    expect(section?.rows).toEqual([
      ["Run", "1.50"],
      ["Cleaning", "0.25"],
    ]);
  });
});
