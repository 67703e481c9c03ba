import { z } from "zod";
import { InboundMessage } from "./inbound";
import { OutboundMessage } from "./outbound";
import { restOpenApi } from "./rest-openapi";
import { samples } from "./samples";
import {
  BundleReceipt,
  ChangesPage,
  ContractProblem,
  MessageReceipt,
  OrderListAnswer,
  OrdersAnswer,
  StockAnswer,
  SystemInfo,
  WebhookBody,
  WebhookReceipt,
} from "./rest-contract.v1";

const TITLES: Readonly<Record<InboundMessage["type"] | OutboundMessage["type"], string>> = {
  "mes.production.confirmed.v1": "An operation produced quantities and used time",
  "mes.material.issued.v1": "A component was taken for an order",
  "mes.material.scrapped.v1": "A component was scrapped",
  "mes.production.received.v1": "Finished quantity went into stock",
  "mes.entry.reversed.v1": "An earlier message is taken back",
  "mes.order.status.v1": "The execution state of an order changed",
  "mes.order.acknowledged.v1": "What became of an order message of the ERP",
  "mes.line.down.v1": "A line went down",
  "mes.line.restored.v1": "A line runs again",
  "mes.exception.raised.v1": "Something severe happened",
  "mes.exception.resolved.v1": "A severe exception is over",
  "mes.lot.held.v1": "A lot may not be used any more",
  "mes.lot.released.v1": "A hold of a lot was lifted",
  "mes.quality.recorded.v1": "A check was made",
  "mes.genealogy.recorded.v1": "Which lots a run took, and which it made",
  "mes.shift-production.proposed.v1": "A part of an order is to be made elsewhere",
  "mes.labour.totals.v1": "The labour of a shift",
  "mes.shift.kpi.v1": "What the KPIs of a shift are made from",
  "mes.wip.snapshot.v1": "Work in process and its cost at the end of an hour",
  "mes.projection.snapshot.v1": "When the open orders will be done",
  "mes.reconciliation.snapshot.v1": "What a comparison of a site with the ERP ended with",
  "mes.message.resolved.v1": "A message was settled by people; this takes its place in the sequence",
  "erp.item.v1": "An item of a site",
  "erp.work-centre.v1": "A work centre with its machines and planning calendar",
  "erp.calendar.v1": "The planning calendar of a site or of a work centre",
  "erp.person.v1": "A person with rate class and qualifications",
  "erp.rate.v1": "An hourly rate of a work centre",
  "erp.bom.v1": "A version of the inputs of an item",
  "erp.routing.v1": "A version of the steps of an item",
  "erp.inspection-plan.v1": "A version of what is to be checked, and within which limits",
  "erp.standard-cost.v1": "The frozen planned unit cost of an item",
  "erp.price.v1": "A sales price",
  "erp.lot.v1": "A lot in stock with cost and status",
  "erp.stock.v1": "Everything in stock of a site at an instant",
  "erp.delivery.v1": "A line that a supplier has still to deliver",
  "erp.commitment.v1": "A line promised to a customer",
  "erp.order.v1": "A production order as it now is",
  "erp.salvage.v1": "What the scrap of an order was sold for",
};

/** The published contract as files below `public/contract`: path → text, made from the schemas that validate at run time (IN-08). */
export function contractFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const put = (path: string, content: unknown): void => void files.set(path, `${JSON.stringify(content, null, 2)}\n`);
  for (const option of [...OutboundMessage.options, ...InboundMessage.options]) {
    const type = option.shape.type.value;
    put(`schemas/${type}.json`, jsonSchema(option, type, TITLES[type]));
  }
  for (const [type, message] of samples()) put(`samples/${type}.json`, message);
  put(
    "rest.openapi.json",
    restOpenApi({
      outbound: OutboundMessage.options.map((option) => option.shape.type.value),
      inbound: InboundMessage.options.map((option) => option.shape.type.value),
      receipt: component(MessageReceipt),
      bundle: component(BundleReceipt),
      problem: component(ContractProblem),
      system: component(SystemInfo),
      changes: withMessages(component(ChangesPage), "changes"),
      orders: component(OrdersAnswer),
      orderList: component(OrderListAnswer),
      stock: component(StockAnswer),
      webhook: withMessages(component(WebhookBody), "messages"),
      webhookReceipt: component(WebhookReceipt),
    }),
  );
  return files;
}

function jsonSchema(schema: z.ZodType, type: string, title: string): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { $schema, $id: `${type}.json`, title, ...rest };
}

function component(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
}

/** Replaces the inlined message schemas of an array by a reference to the one place where they stand. */
function withMessages(schema: Record<string, unknown>, property: string): Record<string, unknown> {
  const properties = z.record(z.string(), z.record(z.string(), z.unknown())).parse(schema.properties);
  const items = { $ref: "#/components/schemas/InboundMessage" };
  return { ...schema, properties: { ...properties, [property]: { ...properties[property], items } } };
}
