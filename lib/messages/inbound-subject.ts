import { inboundId } from "./envelope";
import { InboundMessage, type InboundType } from "./inbound";

/** The data of one type of inbound message. */
export type InboundData<Type extends InboundType> = Extract<InboundMessage, { type: Type }>["data"];

type ObjectKeys = { readonly [Type in InboundType]: (data: InboundData<Type>) => readonly (string | number)[] };

/** The natural key of each kind of object, joined by "/" into the subject of its messages. */
const KEYS: ObjectKeys = {
  "erp.item.v1": (d) => [d.site, d.item],
  "erp.work-centre.v1": (d) => [d.site, d.workCentre],
  "erp.rate.v1": (d) => [d.site, d.workCentre, d.element, d.rateClass ?? "-", d.validFrom],
  "erp.bom.v1": (d) => [d.site, d.item, d.version],
  "erp.routing.v1": (d) => [d.site, d.item, d.version],
  "erp.standard-cost.v1": (d) => [d.site, d.item, d.version],
  "erp.price.v1": (d) => [d.site, d.item, d.customer ?? "-", d.validFrom],
  "erp.lot.v1": (d) => [d.site, d.item, d.lot],
  "erp.commitment.v1": (d) => [d.commitment, d.line],
  "erp.order.v1": (d) => [d.order],
};

/** Key of the object that an inbound message of this type speaks of; the order number for orders. */
export function inboundSubject<Type extends InboundType>(type: Type, data: InboundData<Type>): string {
  return KEYS[type](data).join("/");
}

/**
 * Wraps the data of an object into its message: subject and id follow from the data, so the same state of the same
 * object always gives the same id (IN-03).
 * @throws ZodError when the data does not fit its type.
 */
export function inboundMessage<Type extends InboundType>(type: Type, data: InboundData<Type>, source: string, time: string): InboundMessage {
  const subject = inboundSubject(type, data);
  return InboundMessage.parse({ id: inboundId(type, subject, data.erpVersion), source, type, subject, time, data });
}
