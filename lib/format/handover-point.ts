import type { Translator } from "@/lib/i18n/translator";
import type { Handover } from "@/lib/queries/operator/handovers";
import type { Formats } from "./formats";

export type OpenPoint = Handover["openPoints"][number];

type Call = Extract<OpenPoint, { kind: "CALL" }>["call"];
const CALLS: readonly string[] = ["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "SAFETY"] satisfies readonly Call[];

/** Whether there are words for whom this calls. */
export function isCall(call: string): call is Call {
  return CALLS.includes(call);
}

export type PointWords = { readonly t: Translator<"handover">; readonly calls: Translator<"calls">; readonly formats: Formats };

/** An open point in the reader's language, whoever's language it was left in. */
export function pointText(point: OpenPoint, timeZone: string, { t, calls, formats }: PointWords): string {
  switch (point.kind) {
    case "STOP":
      return point.to === null
        ? t("stopLasts", { from: formats.dayTime(point.from, timeZone) })
        : t("stop", { from: formats.dayTime(point.from, timeZone), to: formats.time(point.to, timeZone) });
    case "CHECK":
      return t("check", { plan: point.plan, time: formats.dayTime(point.dueAt, timeZone) });
    case "CALL":
      return t("call", { call: calls(`${point.call}.call`), time: formats.dayTime(point.raisedAt, timeZone) });
    case "NOTE":
      return point.text;
  }
}
