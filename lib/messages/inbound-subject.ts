import { inboundId } from "./envelope";
import { InboundMessage, type InboundType } from "./inbound";

/** The data of one type of inbound message. */
export type InboundData<Type extends InboundType> = Extract<InboundMessage, { type: Type }>["data"];

/**
 * Wraps the data of an object into its message: subject and id follow from the data, so the same state of the same
 * object always gives the same id (IN-03).
 * @throws ZodError when the data does not fit its type.
 */
export function inboundMessage<Type extends InboundType>(type: Type, data: InboundData<Type>, source: string, time: string): InboundMessage {
  return readInbound(type, data, source, time);
}

/** The same for data that nobody has checked yet. */
export function readInbound(type: string, data: unknown, source: string, time: string): InboundMessage {
  const message = InboundMessage.parse({ id: "-", source, type, subject: "-", time, data });
  const subject = subjectOf(message);
  return { ...message, id: inboundId(message.type, subject, message.data.erpVersion), subject };
}

/** The natural key of the object that the message speaks of, joined by "/"; the order number for orders. */
function subjectOf(message: InboundMessage): string {
  const { type, data } = message;
  switch (type) {
    case "erp.item.v1":
      return `${data.site}/${data.item}`;
    case "erp.work-centre.v1":
      return `${data.site}/${data.workCentre}`;
    case "erp.calendar.v1":
      return `${data.site}/${data.workCentre ?? "-"}`;
    case "erp.person.v1":
      return `${data.site}/${data.person}`;
    case "erp.inspection-plan.v1":
      return `${data.site}/${data.plan}/${data.version}`;
    case "erp.stock.v1":
      return data.site;
    case "erp.delivery.v1":
      return `${data.site}/${data.delivery}/${data.line}`;
    case "erp.rate.v1":
      return [data.site, data.workCentre, data.element, data.rateClass ?? "-", data.validFrom].join("/");
    case "erp.bom.v1":
    case "erp.routing.v1":
    case "erp.standard-cost.v1":
      return `${data.site}/${data.item}/${data.version}`;
    case "erp.price.v1":
      return [data.site, data.item, data.customer ?? "-", data.validFrom].join("/");
    case "erp.lot.v1":
      return `${data.site}/${data.item}/${data.lot}`;
    case "erp.commitment.v1":
      return `${data.commitment}/${data.line}`;
    case "erp.salvage.v1":
      return `${data.order}/${data.document}`;
    case "erp.order.v1":
      return data.order;
  }
}
