import { decimal } from "@/lib/domain/shared/decimal";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";
import type { Values } from "./client";
import type { ErpnextSettings } from "./settings";
import { number } from "./values";
import { localDay } from "./zone";

type Characteristic = QualityRecordedV1["data"]["characteristics"][number];

/** What an inspection refers to in ERPNext. */
export type Inspected = { readonly card: string; readonly item: string; readonly batch: string | null; readonly inspector: string };

/** A check of an operation as an inspection of its job card, submitted at once. The verdicts are ours: ERPNext does not judge the readings again. Pure. */
export function toQualityInspection(message: QualityRecordedV1, { card, item, batch, inspector }: Inspected, settings: Pick<ErpnextSettings, "timeZone">): Values {
  const { check, plan, planVersion, lot, verdict, characteristics } = message.data;
  return {
    inspection_type: "In Process",
    reference_type: "Job Card",
    reference_name: card,
    item_code: item,
    ...(batch === null ? {} : { batch_no: batch }),
    sample_size: Math.max(1, ...characteristics.map((one) => one.samples)),
    inspected_by: inspector,
    report_date: localDay(settings.timeZone, new Date(message.time)),
    status: verdict === "PASS" ? "Accepted" : "Rejected",
    manual_inspection: 1,
    remarks: `Check ${check}, plan ${plan} version ${planVersion}${lot === null ? "" : `, lot ${lot}`}`,
    readings: characteristics.map(reading),
    docstatus: 1,
  };
}

/** Of a measured characteristic the smallest, the largest and the mean value are the readings: single values stay with Millrace. */
function reading(one: Characteristic): { readonly [field: string]: string | number } {
  const status = one.failed === 0 ? "Accepted" : "Rejected";
  const head = { specification: one.name, manual_inspection: 1, status };
  if (one.kind === "ATTRIBUTE") {
    const defects = one.defects.map(({ code, count }) => `${code} ${count}`).join(", ");
    return { ...head, numeric: 0, reading_value: `${one.samples - one.failed} of ${one.samples} accepted${defects === "" ? "" : `: ${defects}`}` };
  }
  const values = [one.min, one.max, one.mean].filter((value) => value !== null);
  return {
    ...head,
    numeric: 1,
    ...(one.lowerLimit === null ? {} : { min_value: number(decimal(one.lowerLimit)) }),
    ...(one.upperLimit === null ? {} : { max_value: number(decimal(one.upperLimit)) }),
    ...Object.fromEntries(values.map((value, index) => [`reading_${index + 1}`, value])),
  };
}
