import { z } from "zod";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { MessageDetail } from "@/lib/queries/admin/message-detail";

export type Fact = { readonly name: string; readonly value: string };

const text = z.string().catch("");
const Data = z.object({
  quantity: z.union([z.object({ good: text, scrap: text, rework: text, uom: text }), z.null()]).catch(null),
  qty: text,
  uom: text,
  item: text,
  lot: text,
  workUnit: text,
  line: z.union([z.string(), z.number()]).catch(""),
  operation: z.number().nullable().catch(null),
});

const amount = (value: string, uom: string): string => (/^-?\d+(\.\d+)?$/.test(value) ? formatQuantityWithUnit(value, uom) : "");

/** What the message states, name by name; empty values are left out. */
export function factsOf({ row, behind, targetSeconds }: MessageDetail, timeZone: string): Fact[] {
  const read = Data.safeParse(row.data);
  const data = read.success ? read.data : null;
  const op = data?.operation == null ? "" : `, op${data.operation}`;
  const at = (instant: string | null): string => (instant === null ? "" : formatDayTimeWithSeconds(instant, { timeZone }));
  const facts: Fact[] = [
    { name: `Good${op}`, value: data?.quantity == null ? "" : amount(data.quantity.good, data.quantity.uom) },
    { name: "Scrap", value: data?.quantity == null || Number(data.quantity.scrap) === 0 ? "" : amount(data.quantity.scrap, data.quantity.uom) },
    { name: "Rework", value: data?.quantity == null || Number(data.quantity.rework) === 0 ? "" : amount(data.quantity.rework, data.quantity.uom) },
    { name: `Quantity${op}`, value: data?.quantity == null ? amount(data?.qty ?? "", data?.uom ?? "") : "" },
    { name: "Item", value: data?.item ?? "" },
    { name: "Lot", value: data?.lot ?? "" },
    { name: "Work unit", value: data?.workUnit ?? "" },
    { name: "Line", value: String(data?.line ?? "") },
    { name: "Happened", value: at(row.eventTime) },
    { name: row.direction === "OUT" ? "Recorded" : "Received", value: at(row.at) },
    { name: row.direction === "OUT" && row.state !== "RESOLVED" ? "Accepted" : "Settled", value: at(row.settledAt) },
    { name: "Target", value: targetSeconds === null ? "" : `${targetSeconds} s` },
    { name: "Waiting behind it", value: behind === 0 ? "" : `${behind} ${behind === 1 ? "message" : "messages"}` },
  ];
  return facts.filter(({ value }) => value !== "");
}
