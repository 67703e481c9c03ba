import fc from "fast-check";
import { SPOKEN_TYPES, type SpokenMessage } from "@/lib/erp/b2mml/to-document";
import type { ReversedEntry } from "@/lib/messages/entry-reversed.v1";

/* Any message that we may have to say, with every character that a code or a text may have. */

const code = fc
  .string({ unit: "binary", minLength: 1, maxLength: 20 })
  .map((word) => word.trim())
  .filter((word) => word !== "");
const words = fc.string({ unit: "binary", maxLength: 80 });
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });
const instant = fc.date({ min: new Date("1990-01-01T00:00:00Z"), max: new Date("2090-01-01T00:00:00Z"), noInvalidDate: true }).map((date) => date.toISOString());
const positive = fc.tuple(fc.integer({ min: 1, max: 999_999_999 }), fc.integer({ min: 0, max: 999_999 })).map(([whole, part]) => `${whole}.${String(part).padStart(6, "0")}`);
const zeroOrMore = fc.oneof(fc.constant("0"), positive);
const signed = fc.oneof(
  zeroOrMore,
  positive.map((amount) => `-${amount}`),
);
const uom = fc.constantFrom("EA", "KGM", "LTR", "HUR");
const operation = fc.integer({ min: 1, max: 99_999 });
const whole = fc.integer({ min: 0, max: 1_000_000 });
const mode = fc.constantFrom("MANUAL_SCAN" as const, "MANUAL_QTY" as const, "BACKFLUSH" as const);
const few = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value[]> => fc.array(value, { maxLength: 3 });
/** One key of the partner's words is never longer than the code of a class. */
const envelope = fc.record({
  id: fc.uuid(),
  source: code.map((site) => `mes/${site}`),
  subject: code,
  time: instant,
  recordtime: instant,
  sequence: fc.integer({ min: 1, max: 1_000_000 }),
  correlationid: code,
  causationid: code,
});

const confirmation = fc.record({
  confirmationId: code,
  order: code,
  operation,
  workUnit: code,
  final: fc.boolean(),
  origin: fc.constantFrom("COUNTER" as const, "SCAN" as const, "TYPED" as const),
  quantity: fc.record({ uom, good: zeroOrMore, scrap: zeroOrMore, rework: zeroOrMore }),
  scrapReasons: few(fc.record({ code, qty: positive })),
  time: few(
    fc.record({
      activity: fc.constantFrom("SETUP" as const, "RUN" as const, "REWORK" as const, "DELAY" as const),
      machineSeconds: whole,
      labour: few(fc.record({ person: code, rateClass: code, seconds: whole })),
    }),
  ),
  consumption: few(fc.record({ item: code, lot: maybe(code), qty: positive, uom, mode })),
  output: few(fc.record({ lot: code, hu: maybe(code), qty: positive, from: instant, to: instant })),
  genealogyRun: maybe(code),
  reverses: maybe(code),
  toleranceOverride: fc.option(fc.record({ reason: code, max: zeroOrMore }), { nil: undefined }),
});
const issue = fc.record({
  issueId: code,
  order: code,
  operation,
  item: code,
  lot: maybe(code),
  qty: positive,
  uom,
  mode,
  activity: fc.constantFrom("RUN" as const, "REWORK" as const),
  workUnit: code,
  location: maybe(code),
  substituteFor: maybe(code),
  final: fc.boolean(),
});
const receipt = fc.record({
  receiptId: code,
  order: code,
  operation,
  item: code,
  lot: code,
  hu: maybe(code),
  qty: positive,
  uom,
  location: maybe(code),
  qualityStatus: fc.constantFrom("PENDING" as const, "RELEASED" as const, "ON_HOLD" as const),
  madeAt: instant,
  expiresAt: maybe(instant),
  final: fc.boolean(),
});
const scrap = fc.record({ scrapId: code, order: maybe(code), operation: maybe(operation), item: code, lot: maybe(code), qty: positive, uom, location: maybe(code), reason: code });

const entry: fc.Arbitrary<ReversedEntry> = fc.oneof(
  fc.record({ id: fc.uuid(), type: fc.constant("mes.production.confirmed.v1" as const), data: confirmation }),
  fc.record({ id: fc.uuid(), type: fc.constant("mes.material.issued.v1" as const), data: issue }),
  fc.record({ id: fc.uuid(), type: fc.constant("mes.production.received.v1" as const), data: receipt }),
  fc.record({ id: fc.uuid(), type: fc.constant("mes.material.scrapped.v1" as const), data: scrap }),
);

const stop = {
  stopId: code,
  site: code,
  line: code,
  workUnit: code,
  reason: maybe(code),
  reasonClass: maybe(fc.constantFrom("FAILURE" as const, "MATERIAL" as const, "OTHER" as const)),
  from: instant,
};
const exception = {
  exception: code,
  site: code,
  kind: code,
  severity: fc.integer({ min: 1, max: 3 }),
  order: maybe(code),
  operation: maybe(operation),
  workUnit: maybe(code),
  lot: maybe(code),
  summary: words,
};
const hold = { hold: code, site: code, item: code, lot: code, onHand: zeroOrMore, uom, comment: words };
const traced = fc.record({ item: code, lot: code, qty: positive, uom });

const characteristic = fc.record({
  position: whole,
  name: words,
  kind: fc.constantFrom("VARIABLE" as const, "ATTRIBUTE" as const),
  uom: maybe(uom),
  lowerLimit: maybe(signed),
  upperLimit: maybe(signed),
  samples: fc.integer({ min: 1, max: 1000 }),
  min: maybe(signed),
  max: maybe(signed),
  mean: maybe(signed),
  failed: whole,
  defects: few(fc.record({ code, count: fc.integer({ min: 1, max: 1000 }) })),
});

const bodies: { [Type in SpokenMessage["type"]]: fc.Arbitrary<Extract<SpokenMessage, { type: Type }>["data"]> } = {
  "mes.production.confirmed.v1": confirmation,
  "mes.material.issued.v1": issue,
  "mes.production.received.v1": receipt,
  "mes.material.scrapped.v1": scrap,
  "mes.entry.reversed.v1": fc.record({ reversalId: code, order: maybe(code), operation: maybe(operation), reason: code, reversed: entry }),
  "mes.order.status.v1": fc.record({
    order: code,
    state: fc.constantFrom("RELEASED" as const, "IN_PROGRESS" as const, "ON_HOLD" as const, "COMPLETED" as const, "CLOSED" as const, "CANCELLED" as const, "ABORTED" as const),
    reason: maybe(code),
    comment: maybe(words),
    quantity: fc.record({ uom, good: signed, scrap: signed, received: signed }),
  }),
  "mes.order.acknowledged.v1": fc.record({
    order: code,
    erpVersion: whole,
    outcome: fc.constantFrom("APPLIED" as const, "REJECTED" as const, "PARKED" as const, "STALE" as const),
    code: maybe(code),
    reason: maybe(words),
  }),
  "mes.line.down.v1": fc.record({ ...stop, estimatedRestore: maybe(instant), estimateAssumed: fc.boolean(), orders: few(code) }),
  "mes.line.restored.v1": fc.record({ ...stop, to: instant, seconds: whole }),
  "mes.message.resolved.v1": fc.record({ resolvedId: fc.uuid(), resolvedType: code, reason: words }),
  "mes.quality.recorded.v1": fc.record({
    check: code,
    site: code,
    plan: code,
    planVersion: code,
    order: maybe(code),
    operation: maybe(operation),
    item: maybe(code),
    lot: maybe(code),
    verdict: fc.constantFrom("PASS" as const, "FAIL" as const),
    characteristics: few(characteristic),
  }),
  "mes.genealogy.recorded.v1": fc.record({
    run: code,
    site: code,
    order: code,
    operation,
    workUnit: code,
    from: instant,
    to: instant,
    inputs: few(traced),
    outputs: few(fc.record({ item: code, lot: code, hu: maybe(code), qty: positive, uom })),
  }),
  "mes.exception.raised.v1": fc.record(exception),
  "mes.exception.resolved.v1": fc.record({ ...exception, resolvedAt: instant, cause: maybe(words), action: maybe(words) }),
  "mes.lot.held.v1": fc.oneof(fc.record(hold), fc.record({ ...hold, held: zeroOrMore })),
  "mes.lot.released.v1": fc.record({ ...hold, status: fc.constantFrom("PENDING" as const, "RELEASED" as const, "ON_HOLD" as const, "REJECTED" as const, "RECALLED" as const) }),
};

/** Any message of a type. Its data is drawn by that very type, so the whole is one of them. */
function ofType(type: SpokenMessage["type"]): fc.Arbitrary<SpokenMessage> {
  return fc.record({ envelope, data: bodies[type] as fc.Arbitrary<unknown> }).map((drawn) => ({ ...drawn.envelope, type, data: drawn.data }) as SpokenMessage);
}

/** One message of each type. */
export const oneOfEach: fc.Arbitrary<SpokenMessage[]> = fc.tuple(...SPOKEN_TYPES.map(ofType));
