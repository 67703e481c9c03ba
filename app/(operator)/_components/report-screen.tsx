"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import { SheetKeys } from "@/components/shop-floor/sheet";
import { useFormats } from "@/lib/format/formats";
import type { ReportSection } from "@/lib/format/report-section";
import { type ReportWords, shiftReportSections, shiftTitle } from "@/lib/format/shift-report";
import type { ShiftReport } from "@/lib/queries/totals/shift-report";
import { FloorFrame } from "./floor-frame";
import { useScanRouter } from "./use-scan-router";

/** What a shift made, what stood and why, and what its crew left: the same tables as on paper. */
export function ReportScreen({ report }: { report: ShiftReport }) {
  const t = useTranslations("report");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const language = useLocale();
  const router = useRouter();
  const words: ReportWords = { t, states: useTranslations("states"), handover: useTranslations("handover"), calls: useTranslations("calls"), formats };
  const { line, site, shift, shifts, asOf } = report;
  const scan = useScanRouter({ view: null, timeZone: site.timeZone });
  const address = (base: string, chosen: Readonly<Record<string, string>>) => `${base}?${new URLSearchParams(chosen).toString()}`;
  return (
    <FloorFrame scan={scan} place={{ title: t("title"), detail: line.name }} timeZone={site.timeZone} now={asOf}>
      <FloorMain className="flex flex-col gap-6">
        <div>
          <h1 className="text-floor-lg font-semibold">{shiftTitle(report, words)}</h1>
          <p className="text-ink-2">{t("asOf", { time: formats.dayTime(asOf, site.timeZone) })}</p>
        </div>
        {shift === null ? null : shiftReportSections(report, words).map((section) => <Section key={section.title} section={section} />)}
        {shifts.length < 2 ? null : (
          <nav aria-label={t("earlier")}>
            <h2 className="mb-3 text-floor-md font-semibold">{t("earlier")}</h2>
            <ul className="grid grid-cols-1 gap-4 landscape:grid-cols-3">
              {shifts
                .filter((one) => one.day !== shift?.day || one.name !== shift.name)
                .map((one) => (
                  <li key={`${one.day} ${one.name}`}>
                    <Link
                      href={address(`/lead/report/${line.id}`, { day: one.day, shift: one.name })}
                      className="flex min-h-(--target) items-center rounded border-2 border-line-strong bg-raised px-5 text-floor-md font-semibold text-ink no-underline active:bg-sunken"
                    >
                      {[formats.weekdayTime(one.from, site.timeZone), one.name].join(", ")}
                    </Link>
                  </li>
                ))}
            </ul>
          </nav>
        )}
      </FloorMain>
      <SheetKeys>
        <Key icon="arrow-left" label={back} layout="wide" onClick={() => router.push("/lead")} />
        <Key
          icon="printer"
          label={t("pdf")}
          layout="wide"
          primary
          disabled={shift === null}
          onClick={() => {
            if (shift !== null) window.open(address(`/api/lines/${line.id}/shift-report`, { day: shift.day, shift: shift.name, language }), "_blank", "noopener");
          }}
        />
      </SheetKeys>
    </FloorFrame>
  );
}

function Section({ section: { title, columns, rows, none, note } }: { section: ReportSection }) {
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-2 text-floor-md font-semibold">{title}</h2>
      {rows.length === 0 ? (
        <p className="text-ink-2">{none}</p>
      ) : (
        <div className="overflow-x-auto">
          <table className="w-full border-collapse leading-[1.35]">
            <thead>
              <tr className="border-b-2 border-line-strong">
                {columns.map(({ label, figure }) => (
                  <th key={label} scope="col" className={clsx("px-2 py-2 align-bottom font-semibold", figure ? "text-right" : "text-left")}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((cells, at) => (
                <tr key={at} className="border-b border-line align-top">
                  {cells.map((cell, index) => (
                    <td key={index} className={clsx("px-2 py-2 whitespace-pre-line", columns[index]?.figure ? "text-right tabular-nums" : "break-words")}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {note === undefined || rows.length === 0 ? null : <p className="mt-2 text-ink-2">{note}</p>}
    </section>
  );
}
