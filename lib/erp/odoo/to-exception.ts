import type { ExceptionRaisedV1, ExceptionResolvedV1 } from "@/lib/messages/exception-raised.v1";
import type { Desk } from "./desk";
import { activityStep, noteStep, type Place } from "./notes";
import { findChain } from "./orders";
import { findOne } from "./records";
import { lotType } from "./api-types";
import { Refused } from "./refused";
import { findWorkCenter } from "./resolve";
import type { Plan } from "./steps";

/** A severe exception: an activity on the order, else on the lot, else on the work centre; its end closes it and says what was found. */
export async function toException(desk: Desk, message: ExceptionRaisedV1 | ExceptionResolvedV1): Promise<Plan> {
  const { data } = message;
  const place = await placeOf(desk, data);
  const document = (parts: readonly { readonly kind: string; readonly number: string }[]) =>
    `${data.order ?? data.lot ?? data.workUnit ?? ""} / ${parts[0]?.kind ?? ""} ${parts[0]?.number ?? ""}`;
  if (message.type === "mes.exception.raised.v1") return { steps: [activityStep(desk, place, data.exception, `${data.kind}, severity ${data.severity}`, data.summary)], document };
  const { resolvedAt, cause, action } = message.data;
  const text = [`${data.kind} is over since ${resolvedAt}: ${data.summary}`, cause === null ? null : `Cause: ${cause}`, action === null ? null : `Action: ${action}`];
  return { steps: [noteStep(desk, place, message.id, text.filter((part) => part !== null).join(". "), data.exception)], document };
}

async function placeOf({ client, settings, names }: Desk, data: ExceptionRaisedV1["data"]): Promise<Place> {
  if (data.order !== null) {
    // The first part of the order keeps its id; what hangs on it is found again.
    const { key } = await findChain(client, names, settings.companyId, data.order);
    return { model: "mrp.production", id: Number(key) };
  }
  const lot = data.lot === null ? undefined : await findOne(client, lotType(false), [["name", "=", data.lot]]);
  if (lot !== undefined) return { model: "stock.lot", id: lot.id };
  const center = data.workUnit === null ? undefined : await findWorkCenter(client, data.workUnit, settings.unitSuffix);
  if (center !== undefined) return { model: "mrp.workcenter", id: center.id };
  throw new Refused("NO_PLACE", `Odoo knows neither the order, the lot nor the work centre of the exception ${data.exception}.`);
}
