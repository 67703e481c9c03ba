import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { formatsOf } from "@/lib/format/formats";
import { shiftReportSections, shiftTitle } from "@/lib/format/shift-report";
import { FALLBACK_LOCALE, LOCALES } from "@/lib/i18n/locales";
import { textsIn } from "@/lib/i18n/texts-in";
import { reportPdf } from "@/lib/labels/report-pdf";
import { shiftReport } from "@/lib/queries/totals/shift-report";

/** The report of a shift at a line, to be printed, in the language that is asked for: the shift that runs or ran last unless told. */
export const GET = defineHandler({
  name: "lines.shift-report",
  access: { who: "person", permission: "operation.read" },
  params: z.object({ line: z.uuid() }),
  query: z.strictObject({ day: z.iso.date().optional(), shift: z.string().min(1).max(80).optional(), language: z.enum(LOCALES).default(FALLBACK_LOCALE) }),
  perMinute: 60,
  run: async ({ actor, params, query: { language: locale, ...choice } }) => {
    const report = await shiftReport({ ...reader(), language: locale }, actor, params.line, choice);
    if (report === null) return { ok: false, code: "NOT_FOUND", params: {} };
    const formats = formatsOf(locale);
    const t = textsIn(locale, "report");
    const words = { t, states: textsIn(locale, "states"), handover: textsIn(locale, "handover"), calls: textsIn(locale, "calls"), formats };
    const body = await reportPdf({
      title: t("title"),
      lines: [shiftTitle(report, words), `${report.site.name}. ${t("asOf", { time: formats.dayTime(report.asOf, report.site.timeZone) })}`],
      sections: report.shift === null ? [] : shiftReportSections(report, words),
      page: (at, of) => t("page", { at, of }),
    });
    // A name that any file system takes, whatever characters a line or a shift has.
    const name = [report.line.code, report.shift?.day, report.shift?.name].filter((part) => part !== undefined).join("-");
    return new Response(new Uint8Array(body), {
      headers: {
        "content-type": "application/pdf",
        "content-disposition": `inline; filename="${name.replaceAll(/[^A-Za-z0-9._-]+/g, "-")}.pdf"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  },
});
