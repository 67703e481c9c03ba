import { z } from "zod";
import { Code, InstantText } from "./primitives";

/** IN-01: envelope of what Millrace tells the ERP, with CloudEvents names. */
export const OutboundEnvelope = z.object({
  /** Idempotency key, made when the message is written, the same in every attempt. */
  id: z.uuid(),
  /** `mes/<site>`. */
  source: z.string().min(1),
  /** Order key: order number; `unit/<code>`, `lot/<number>` or `exception/<id>` for priority 0, `site/<code>` for what sums a site up. */
  subject: Code,
  /** When it happened on the floor. */
  time: InstantText,
  /** When Millrace stored it. */
  recordtime: InstantText,
  /** Address of the JSON Schema of the whole message. */
  dataschema: z.string().optional(),
  /** Gapless from 1 per source and subject (IN-04). */
  sequence: z.number().int().positive(),
  correlationid: z.string().min(1),
  causationid: z.string().min(1),
});

/** IN-01: envelope of what the ERP tells Millrace. It carries the whole object as it now is, not the difference. */
export const InboundEnvelope = z.object({
  /** Idempotency key: `<type>:<object>:<erpVersion>`, see `inboundId`. */
  id: z.string().min(1).max(300),
  /** Name of the ERP system or company, for example `erp/demo`. */
  source: z.string().min(1),
  /** Key of the object; the order number for orders. */
  subject: z.string().min(1).max(200),
  /** When it was changed in the ERP. */
  time: InstantText,
  correlationid: z.string().min(1).optional(),
});

/** The idempotency key of an inbound message (domain §8.1): type, key of the object, version of the object. */
export function inboundId(type: string, subject: string, erpVersion: number): string {
  return `${type}:${subject}:${erpVersion}`;
}
