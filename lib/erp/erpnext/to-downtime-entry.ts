import type { LineRestoredV1 } from "@/lib/messages/line-down.v1";
import type { Values } from "./client";
import type { ErpnextSettings } from "./settings";
import { workstationOf } from "./workstations";
import { localText } from "./zone";

type ReasonClass = NonNullable<LineRestoredV1["data"]["reasonClass"]>;

/** ERPNext's list of stop reasons is closed: what a class of ours means in it. */
const BY_CLASS: Readonly<Record<ReasonClass, string>> = {
  FAILURE: "Machine malfunction",
  CHANGEOVER: "Excessive machine set up time",
  QUALITY: "On-machine press checks",
  OPERATOR: "Machine operator errors",
  MATERIAL: "Other",
  PLANNED: "Other",
  EXTERNAL: "Other",
  OTHER: "Other",
};

const STOP_REASONS: ReadonlySet<string> = new Set([
  "Excessive machine set up time",
  "Unplanned machine maintenance",
  "On-machine press checks",
  "Machine operator errors",
  "Machine malfunction",
  "Electricity down",
  "Other",
]);

/** A stop that is over. Its reason is the one that the connection maps ours to, else what its class means. Pure. */
export function toDowntimeEntry({ data }: LineRestoredV1, operator: string, settings: Pick<ErpnextSettings, "timeZone" | "unitSuffix">): Values {
  const { line, workUnit, reason, reasonClass, from, to, stopId } = data;
  return {
    workstation: workstationOf(workUnit, settings) ?? line,
    operator,
    from_time: localText(settings.timeZone, new Date(from)),
    to_time: localText(settings.timeZone, new Date(to)),
    stop_reason: reason !== null && STOP_REASONS.has(reason) ? reason : BY_CLASS[reasonClass ?? "OTHER"],
    more_details: `Stop ${stopId}${reason === null ? "" : `: ${reason}`}`,
  };
}
