import { decimal } from "@/lib/domain/shared/decimal";
import type { Translator } from "@/lib/i18n/translator";
import type { ShiftReport } from "@/lib/queries/totals/shift-report";
import type { Formats } from "./formats";
import { type PointWords, pointText } from "./handover-point";
import type { ReportSection } from "./report-section";

/** The texts of a shift report and the formats of the same language. */
export type ReportWords = {
  readonly t: Translator<"report">;
  readonly states: Translator<"states">;
  readonly handover: Translator<"handover">;
  readonly calls: Translator<"calls">;
  readonly formats: Formats;
};

const NO_VALUE = "\u2013";

/** Whole minutes, rounded: "75". */
function minutes(seconds: number, formats: Formats): string {
  return formats.quantity(decimal(seconds).div(60).toFixed(0));
}

/** Hours with two decimals: "1.25". */
function hours(seconds: number, formats: Formats): string {
  return formats.quantity(decimal(seconds).div(3600).toFixed(2), { decimals: 2 });
}

/** Line, shift and span as one line: "Filling, early shift of 17 Mar 2026, 06:00 to 14:00". */
export function shiftTitle({ line, shift, site }: ShiftReport, { t, formats }: ReportWords): string {
  if (shift === null) return t("noShift", { line: line.name });
  const span = { from: formats.time(shift.from, site.timeZone), to: formats.time(shift.to, site.timeZone) };
  return t(shift.over ? "of" : "soFar", { line: line.name, shift: shift.name, day: formats.date(`${shift.day}T12:00:00Z`, "UTC"), ...span });
}

/** A shift report as tables, in the words of one language; the same on a screen and on paper. */
export function shiftReportSections(report: ShiftReport, words: ReportWords): readonly ReportSection[] {
  const { t, formats } = words;
  const { timeZone } = report.site;
  const share = (value: string | null) => (value === null ? NO_VALUE : `${formats.quantity(value, { decimals: 2 })} %`);
  return [
    {
      title: t("production"),
      none: t("nothingMade"),
      columns: [
        { label: t("order"), wide: true },
        { label: t("item"), wide: true },
        { label: t("good"), figure: true },
        { label: t("scrap"), figure: true },
        { label: t("rework"), figure: true },
        { label: t("unit") },
      ],
      rows: report.production.map((row) => [
        `${row.order} / ${row.opNo} ${row.operation}`,
        row.item,
        formats.quantity(row.good),
        formats.quantity(row.scrap),
        formats.quantity(row.rework),
        formats.unit(row.uom),
      ]),
    },
    {
      title: t("stops"),
      none: t("noStops"),
      columns: [
        { label: t("reason"), wide: true },
        { label: t("times"), figure: true },
        { label: t("minutes"), figure: true },
      ],
      rows: report.stops.map((row) => [stopText(row, words), formats.quantity(String(row.count)), minutes(row.seconds, formats)]),
    },
    {
      title: t("figures"),
      none: t("noFigures"),
      columns: [
        { label: t("machine"), wide: true },
        { label: t("availability"), figure: true },
        { label: t("performance"), figure: true },
        { label: t("quality"), figure: true },
        { label: t("oee"), figure: true },
        { label: t("failures"), figure: true },
      ],
      rows: report.units.map((row) => [row.unit, share(row.availability), share(row.performance), share(row.quality), share(row.oee), formats.quantity(String(row.failures))]),
    },
    attendanceSection(report, words),
    labourSection(report, words),
    {
      title: t("failedChecks"),
      none: t("noneFailed"),
      columns: [{ label: t("order") }, { label: t("plan"), wide: true }, { label: t("failed"), wide: true }, { label: t("at") }],
      rows: report.failedChecks.map((row) => [`${row.order} / ${row.opNo}`, row.plan, row.failed.join(", "), formats.time(row.at, timeZone)]),
    },
    handoverSection(report, words),
  ];
}

/** The reason of a stop; without one, what the machine said, and that the reason is wanting where it does not explain itself. */
function stopText({ reason, state, unexplained }: ShiftReport["stops"][number], { t, states }: ReportWords): string {
  if (reason !== null) return reason;
  const said = isState(state) ? states(state) : state;
  return unexplained ? t("unnamed", { state: said }) : said;
}

function attendanceSection({ attendance }: ShiftReport, { t, formats }: ReportWords): ReportSection {
  const named = attendance.some((row) => row.person !== null);
  return {
    title: t("attendance"),
    none: t("nobodyThere"),
    note: t("attendanceNote"),
    columns: [
      ...(named ? [{ label: t("person"), wide: true }] : []),
      { label: t("attended"), figure: true },
      { label: t("breaks"), figure: true },
      { label: t("booked"), figure: true },
      { label: t("notBooked"), figure: true },
    ],
    rows: attendance.map((row) => [
      ...(named ? [row.person ?? ""] : []),
      ...[row.attendedSeconds, row.breakSeconds, row.bookedSeconds, row.notBookedSeconds].map((seconds) => hours(seconds, formats)),
    ]),
  };
}

function labourSection({ labour }: ShiftReport, { t, formats }: ReportWords): ReportSection {
  const named = labour.some((row) => row.person !== null);
  return {
    title: t("labour"),
    none: t("noLabour"),
    note: t("labourNote"),
    columns: [...(named ? [{ label: t("person") }] : []), { label: t("activity"), wide: true }, { label: t("hours"), figure: true }],
    rows: labour.map((row) => [
      ...(named ? [row.person ?? ""] : []),
      row.indirect ?? (isActivity(row.activity) ? t(`activities.${row.activity}`) : row.activity),
      hours(row.seconds, formats),
    ]),
  };
}

function handoverSection({ handovers, site }: ShiftReport, { t, handover, calls, formats }: ReportWords): ReportSection {
  const points: PointWords = { t: handover, calls, formats };
  return {
    title: t("handovers"),
    none: t("noHandover"),
    columns: [{ label: t("left") }, { label: t("noteAndPoints"), wide: true }],
    rows: handovers.map((row) => [
      [leftText(row, formats.time(row.at, site.timeZone), t), row.unit, acceptedText(row, t)].join("\n"),
      [row.note === "" ? handover("noNote") : row.note, ...row.openPoints.map((point) => `• ${pointText(point, site.timeZone, points)}`)].join("\n"),
    ]),
  };
}

type ReportedHandover = ShiftReport["handovers"][number];

function leftText({ by }: ReportedHandover, time: string, t: ReportWords["t"]): string {
  return by === null ? time : t("by", { name: by, time });
}

function acceptedText({ accepted, acceptedBy }: ReportedHandover, t: ReportWords["t"]): string {
  if (!accepted) return t("notAccepted");
  return acceptedBy === null ? t("accepted") : t("acceptedBy", { name: acceptedBy });
}

type State = Parameters<Translator<"states">>[0];
const STATES = ["STARVED", "BLOCKED", "HELD", "DOWN", "UNKNOWN", "PLANNED_DOWN"] as const satisfies readonly State[];
function isState(state: string): state is (typeof STATES)[number] {
  return STATES.some((known) => known === state);
}

const ACTIVITIES = ["SETUP", "RUN", "REWORK", "DELAY"] as const;
function isActivity(activity: string): activity is (typeof ACTIVITIES)[number] {
  return ACTIVITIES.some((known) => known === activity);
}
