import { decimal } from "@/lib/domain/shared/decimal";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { OrderBooks } from "./read-back";

/** What a message must have added to the books of an ERP. */
type Told = {
  readonly good: string;
  readonly scrap: string;
  readonly received: string;
  readonly machineSeconds: string;
  readonly labourSeconds: string;
  readonly activities: readonly { readonly activity: string; readonly machineSeconds: string; readonly labourSeconds: string }[];
  readonly components: readonly { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom: string }[];
};

/** Seconds of one activity in the books of an order; null where they don't tell activities apart. */
export function secondsOf({ time }: OrderBooks, activity: string, of: "machineSeconds" | "labourSeconds"): string | null {
  if (time.activities === undefined || time.activities === null) return null;
  const found = time.activities.find((one) => one.activity === activity);
  return found === undefined ? "0" : found[of];
}

/** What an accepted message must have added to the books of its order. */
export function toldBy(message: OutboundMessage): Told {
  const nothing = { good: "0", scrap: "0", received: "0", machineSeconds: "0", labourSeconds: "0", activities: [], components: [] };
  const exact = (qty: string): string => decimal(qty).toFixed();
  switch (message.type) {
    case "mes.production.confirmed.v1": {
      const { quantity, time, consumption } = message.data;
      const total = (seconds: readonly number[]): string => String(seconds.reduce((sum, one) => sum + one, 0));
      return {
        ...nothing,
        good: exact(quantity.good),
        scrap: exact(quantity.scrap),
        machineSeconds: total(time.map((one) => one.machineSeconds)),
        labourSeconds: total(time.flatMap((one) => one.labour.map((person) => person.seconds))),
        activities: time.map(({ activity, machineSeconds, labour }) => ({
          activity,
          machineSeconds: String(machineSeconds),
          labourSeconds: total(labour.map((person) => person.seconds)),
        })),
        components: consumption.map(({ item, lot, qty, uom }) => ({ item, lot, uom, qty: exact(qty) })),
      };
    }
    case "mes.material.issued.v1": {
      const { item, lot, qty, uom } = message.data;
      return { ...nothing, components: [{ item, lot, uom, qty: exact(qty) }] };
    }
    case "mes.production.received.v1":
      return { ...nothing, received: exact(message.data.qty) };
    default:
      return nothing;
  }
}

export function totalOf(lines: readonly { readonly qty: string }[]): string {
  return lines.reduce((total, line) => total.plus(line.qty), decimal(0)).toFixed();
}

/** How much a figure grew; null when the ERP does not keep it. */
export function growth(before: string | null, after: string | null): string | null {
  return before === null || after === null ? null : decimal(after).minus(before).toFixed();
}
