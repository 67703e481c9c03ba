import { z } from "zod";
import { reader } from "@/lib/edge/reader";
import { ApiEquipmentState, apiEquipmentStates, EquipmentQuery } from "@/lib/queries/api/equipment-states";
import { apiGenealogy, ApiGenealogy, ApiLot, apiLots, GenealogyQuery, LotQuery } from "@/lib/queries/api/lots";
import { ApiHistory, HistoryQuery } from "@/lib/queries/api/history";
import { ApiMessage, ApiMessageDetail, apiMessage, apiMessages, MessagesQuery, readMessageCursor } from "@/lib/queries/api/messages";
import { ApiPerformance, PerformanceQuery } from "@/lib/queries/api/performance";
import { BAD_CURSOR, pageOf, readCursor } from "@/lib/queries/api/page";
import { noteUnseen } from "@/app/_frame/note-unseen";
import type { Actor } from "@/lib/auth/actor";
import type { Refusal } from "@/lib/commands/refusal";
import { history } from "@/lib/queries/telemetry/history";
import { performance } from "@/lib/queries/totals/performance";
import { lotWhereabouts } from "@/lib/queries/whereabouts";
import { endpoint } from "./endpoint";
import { oneOf } from "./one-of";

const Numbered = z.object({ number: z.string().min(1).max(80).meta({ description: "Lot number, or the supplier's" }) });
const SEVERAL = { "query.item": "several lots have this number; name item or site" };

export const lot = endpoint({
  name: "api.lot",
  path: "/api/v1/lots/{number}",
  group: "Lots",
  summary: "One lot as it stands now",
  permission: "trace.read",
  params: Numbered,
  query: LotQuery,
  answer: ApiLot,
  async run({ actor, params, query }) {
    const found = oneOf(await apiLots(reader(), actor, params.number, query), SEVERAL);
    return found.ok ? found.value : unseen(actor, params.number, found);
  },
});

export const genealogy = endpoint({
  name: "api.genealogy",
  path: "/api/v1/lots/{number}/genealogy",
  group: "Lots",
  summary: "Where a lot came from and where it went, over all levels",
  permission: "trace.read",
  params: Numbered,
  query: GenealogyQuery,
  answer: ApiGenealogy,
  async run({ actor, params, query }) {
    const found = oneOf(await apiLots(reader(), actor, params.number, query), SEVERAL);
    return found.ok ? apiGenealogy(reader(), actor, found.value, query.direction) : unseen(actor, params.number, found);
  },
});

/** S26: a lot that only a site out of scope has is as one that is nowhere, and the attempt is kept. */
async function unseen(actor: Actor, number: string, refusal: Refusal): Promise<Refusal> {
  if (refusal.code === "NOT_FOUND") await noteUnseen(actor, "lot.trace", number, await lotWhereabouts(reader(), actor, "trace.read", number));
  return refusal;
}

export const equipmentStates = endpoint({
  name: "api.equipment-states",
  path: "/api/v1/equipment/states",
  group: "Equipment",
  summary: "What every work unit does now",
  permission: "stop.read",
  query: EquipmentQuery,
  answer: pageOf(ApiEquipmentState),
  async run({ actor, query }) {
    const after = readCursor(query.cursor);
    return after === undefined ? BAD_CURSOR : apiEquipmentStates(reader(), actor, query, after);
  },
});

export const equipmentPerformance = endpoint({
  name: "api.performance",
  path: "/api/v1/performance",
  group: "Equipment",
  summary: "OEE and the other KPIs of ISO 22400, each with its formula, numerator, denominator and inputs",
  description: "Reckoned from the facts at each call: a late one restates the figures. Over units and shifts numerators and denominators are summed.",
  permission: "stop.read",
  query: PerformanceQuery,
  missing: true,
  answer: ApiPerformance,
  async run({ actor, query }) {
    const told = await performance(reader(), actor, { ...query, from: new Date(query.from), to: new Date(query.to) });
    return told ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});

export const equipmentHistory = endpoint({
  name: "api.equipment-history",
  path: "/api/v1/equipment/history",
  group: "Equipment",
  summary: "A parameter, counter or the states of a work unit over time, as fine as a picture shows",
  permission: "stop.read",
  query: HistoryQuery,
  missing: true,
  answer: ApiHistory,
  async run({ actor, query }) {
    const told = await history(reader(), actor, { ...query, from: new Date(query.from), to: new Date(query.to) });
    return told ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});

export const messages = endpoint({
  name: "api.messages",
  path: "/api/v1/messages",
  group: "Messages",
  summary: "Messages between Millrace and the ERP, latest first",
  permission: "message.read",
  query: MessagesQuery,
  answer: pageOf(ApiMessage),
  async run({ actor, query }) {
    const before = readMessageCursor(query.cursor);
    return before === undefined ? BAD_CURSOR : apiMessages(reader(), actor, query, before);
  },
});

export const message = endpoint({
  name: "api.message",
  path: "/api/v1/messages/{id}",
  group: "Messages",
  summary: "One message with what it says and every try to deliver it",
  permission: "message.read",
  params: z.object({ id: z.uuid() }),
  answer: ApiMessageDetail,
  async run({ actor, params }) {
    return (await apiMessage(reader(), actor, params.id)) ?? { ok: false, code: "NOT_FOUND", params: {} };
  },
});
