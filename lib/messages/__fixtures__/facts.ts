import type { OutboundMessage } from "@/lib/messages/outbound";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";

type Fact = { readonly id: string; readonly site: string; readonly subject: string; readonly sequence: number; readonly time?: string };

/** The envelope of a fact of the floor. */
export function factEnvelope({ id, site, subject, sequence, time = "2026-03-31T12:40:00Z" }: Fact) {
  return { id, source: `mes/${site}`, subject, time, recordtime: time, sequence, correlationid: subject, causationid: `cmd-${id}` };
}

/** A confirmation of operation 20 of an FG-100 order that takes its seals from lot S-1, as in domain §8.1. */
export function confirmationFact(fact: Fact, change: Partial<ProductionConfirmedV1["data"]> = {}): ProductionConfirmedV1 {
  return {
    ...factEnvelope(fact),
    type: "mes.production.confirmed.v1",
    data: {
      confirmationId: `CF-${fact.id}`,
      order: fact.subject,
      operation: 20,
      workUnit: "ASSY-2",
      final: false,
      origin: "COUNTER",
      quantity: { uom: "EA", good: "4", scrap: "1", rework: "0" },
      scrapReasons: [{ code: "DIM", qty: "1" }],
      time: [{ activity: "RUN", machineSeconds: 5760, labour: [{ person: "P-0417", rateClass: "A2", seconds: 5760 }] }],
      consumption: [{ item: "SEAL-02", lot: "S-1", qty: "10", uom: "EA", mode: "BACKFLUSH" }],
      output: [],
      genealogyRun: null,
      reverses: null,
      ...change,
    },
  };
}

/** A receipt of finished FG-100 into a lot. */
export function receiptFact(fact: Fact, lot: string, qty: string): Extract<OutboundMessage, { type: "mes.production.received.v1" }> {
  return {
    ...factEnvelope(fact),
    type: "mes.production.received.v1",
    data: { receiptId: `RC-${fact.id}`, order: fact.subject, operation: 20, item: "FG-100", lot, hu: null, qty, uom: "EA", location: null, qualityStatus: "RELEASED", madeAt: "2026-03-31T12:40:00Z", expiresAt: null, final: false },
  };
}
