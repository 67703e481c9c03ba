import { example1 } from "./__fixtures__/example-1";
import type { InboundMessage, InboundType } from "./inbound";
import { type InboundData, inboundMessage } from "./inbound-subject";
import { OutboundMessage, type OutboundType } from "./outbound";

const SITE = "SITE-A";
const EARLIER = "2026-03-31T11:04:00Z";
const TIME = "2026-03-31T12:40:00Z";
const SHORTLY_AFTER = "2026-03-31T12:40:03Z";
const TOMORROW = "2026-04-01T06:00:00Z";

type OutboundData<Type extends OutboundType> = Extract<OutboundMessage, { type: Type }>["data"];

const confirmation: OutboundData<"mes.production.confirmed.v1"> = {
  confirmationId: "CF-88231",
  order: "PO-1001",
  operation: 20,
  workUnit: "ASSY-2",
  final: false,
  origin: "COUNTER",
  quantity: { uom: "EA", good: "40", scrap: "1", rework: "0" },
  scrapReasons: [{ code: "DIM", qty: "1" }],
  time: [
    {
      activity: "RUN",
      machineSeconds: 5760,
      labour: [
        { person: "P-0417", rateClass: "A2", seconds: 5760 },
        { person: "P-0533", rateClass: "A2", seconds: 5760 },
      ],
    },
  ],
  consumption: [{ item: "SEAL-02", lot: "S-1", qty: "84", uom: "EA", mode: "BACKFLUSH" }],
  output: [{ lot: "FG-0331-2", hu: null, qty: "40", from: EARLIER, to: TIME }],
  genealogyRun: "RUN-5521",
  reverses: null,
  totals: { good: "160", scrap: "3", rework: "0" },
};
const stop = { stopId: "ST-2207", site: SITE, line: "ASSY", workUnit: "ASSY-2", reason: "BRK-MECH", reasonClass: "FAILURE" as const, from: EARLIER };
const severe = {
  exception: "EX-0042",
  site: SITE,
  kind: "SAFETY_CALL",
  severity: 1,
  order: "PO-1001",
  operation: 20,
  workUnit: "ASSY-2",
  lot: null,
  summary: "ASSY-2: safety call",
};
const hold = { hold: "HD-0007", site: SITE, item: "SEAL-02", lot: "S-1", onHand: "726", uom: "EA", comment: "Wrong material certificate" };

const totals = { site: SITE, revision: 1 };
const early = { from: "2026-03-31T04:00:00Z", to: "2026-03-31T12:00:00Z", shift: { name: "EARLY", day: "2026-03-31" } };
const hour = { from: "2026-03-31T11:00:00Z", to: "2026-03-31T12:00:00Z", shift: null };
const openWip = { charged: "2832", received: "-1185.37", salvage: "0", wip: "1646.63", inventoriable: "1646.63" };

/** What each outbound message may look like, in the words of the examples of domain §8.1 and §4.4. */
const SAID: { readonly [Type in OutboundType]: { readonly subject: string; readonly data: OutboundData<Type> } } = {
  "mes.production.confirmed.v1": { subject: "PO-1001", data: confirmation },
  "mes.material.issued.v1": {
    subject: "PO-1001",
    data: {
      issueId: "IS-1204",
      order: "PO-1001",
      operation: 10,
      item: "CAST-01",
      lot: "C-A",
      qty: "150",
      uom: "EA",
      mode: "MANUAL_SCAN",
      activity: "RUN",
      workUnit: "MACH-1",
      location: "MAIN",
      substituteFor: null,
      final: false,
    },
  },
  "mes.material.scrapped.v1": {
    subject: "PO-1001",
    data: { scrapId: "SC-0031", order: "PO-1001", operation: 20, item: "SEAL-02", lot: "S-2", qty: "3", uom: "EA", location: "MAIN", reason: "HANDLING" },
  },
  "mes.production.received.v1": {
    subject: "PO-1001",
    data: {
      receiptId: "RC-0118",
      order: "PO-1001",
      operation: 20,
      item: "FG-100",
      lot: "FG-0331-2",
      hu: null,
      qty: "40",
      uom: "EA",
      location: null,
      qualityStatus: "RELEASED",
      madeAt: TIME,
      expiresAt: null,
      final: false,
    },
  },
  "mes.entry.reversed.v1": {
    subject: "PO-1001",
    data: {
      reversalId: "RV-0009",
      order: "PO-1001",
      operation: 20,
      reason: "MISKEY",
      reversed: { id: "0197ad35-0000-7000-8000-000000000001", type: "mes.production.confirmed.v1", data: confirmation },
    },
  },
  "mes.order.status.v1": {
    subject: "PO-1001",
    data: { order: "PO-1001", state: "IN_PROGRESS", reason: null, comment: null, quantity: { uom: "EA", good: "0", scrap: "0", received: "0" } },
  },
  "mes.order.acknowledged.v1": {
    subject: "PO-1001",
    data: { order: "PO-1001", erpVersion: 3, outcome: "REJECTED", code: "ORDER_CHANGE_CONFLICT", reason: "PO-1001 is running: its item cannot change." },
  },
  "mes.line.down.v1": { subject: "unit/ASSY-2", data: { ...stop, estimatedRestore: TIME, estimateAssumed: true, orders: ["PO-1001"] } },
  "mes.line.restored.v1": { subject: "unit/ASSY-2", data: { ...stop, to: TIME, seconds: 5760 } },
  "mes.exception.raised.v1": { subject: "unit/ASSY-2", data: severe },
  "mes.exception.resolved.v1": { subject: "unit/ASSY-2", data: { ...severe, resolvedAt: TIME, cause: "Guard door open", action: "Closed and locked" } },
  "mes.lot.held.v1": { subject: "lot/S-1", data: hold },
  "mes.lot.released.v1": { subject: "lot/S-1", data: { ...hold, comment: "Certificate corrected", status: "RELEASED" } },
  "mes.quality.recorded.v1": {
    subject: "PO-1001",
    data: {
      check: "QC-0815",
      site: SITE,
      plan: "IP-TORQUE",
      planVersion: "1",
      order: "PO-1001",
      operation: 20,
      item: "FG-100",
      lot: "FG-0331-2",
      verdict: "PASS",
      characteristics: [
        {
          position: 10,
          name: "Torque",
          kind: "VARIABLE",
          uom: "NM",
          lowerLimit: "9.5",
          upperLimit: "10",
          samples: 3,
          min: "9.7",
          max: "10",
          mean: "9.85",
          failed: 0,
          defects: [],
        },
      ],
    },
  },
  "mes.genealogy.recorded.v1": {
    subject: "PO-1001",
    data: {
      run: "RUN-5521",
      site: SITE,
      order: "PO-1001",
      operation: 20,
      workUnit: "ASSY-2",
      from: EARLIER,
      to: TIME,
      inputs: [{ item: "SEAL-02", lot: "S-1", qty: "84", uom: "EA" }],
      outputs: [{ item: "FG-100", lot: "FG-0331-2", hu: null, qty: "40", uom: "EA" }],
    },
  },
  "mes.shift-production.proposed.v1": {
    subject: "proposal/0197ad35-0000-7000-8000-0000000000a1",
    data: {
      proposal: "0197ad35-0000-7000-8000-0000000000a1",
      revision: 1,
      order: "PO-1001",
      erpVersion: 3,
      item: "FG-100",
      quantity: { uom: "EA", before: "200", moved: "80", after: "120" },
      from: { site: SITE, line: null },
      target: { site: "SITE-B", line: "MACH" },
      due: TOMORROW,
      approvedAt: TIME,
      lateHours: { waiting: "18", moved: "0" },
    },
  },
  "mes.labour.totals.v1": {
    subject: `site/${SITE}`,
    data: {
      ...totals,
      period: early,
      currency: "USD",
      seconds: 11520,
      amount: "83.2",
      lines: [
        { workCentre: "ASSY", order: "PO-1001", operation: 20, person: "P-0417", rateClass: "A2", activity: "RUN", seconds: 5760, amount: "41.6" },
        { workCentre: "ASSY", order: "PO-1001", operation: 20, person: "P-0533", rateClass: "A2", activity: "RUN", seconds: 5760, amount: "41.6" },
      ],
      indirect: [{ workCentre: "ASSY", person: "P-0533", rateClass: "A2", code: "CLEANING", seconds: 1800 }],
    },
  },
  "mes.shift.kpi.v1": {
    subject: `site/${SITE}`,
    // Example O1 of §5.
    data: {
      ...totals,
      period: early,
      units: [
        {
          workCentre: "FILL",
          workUnit: "FILL-1",
          microStopMode: "PERFORMANCE_LOSS",
          potSeconds: 28800,
          plannedDownSeconds: 1800,
          aptSeconds: 21180,
          asutSeconds: 1500,
          adetSeconds: 4320,
          adotSeconds: 0,
          microStopSeconds: 840,
          microStops: 11,
          loadedSeconds: 27000,
          failures: 2,
          restoreSeconds: 3600,
          processed: "24310",
          good: "23825",
          scrap: "365",
          rework: "120",
          idealProcessedSeconds: "18232.5",
          idealGoodSeconds: "17868.75",
        },
      ],
    },
  },
  "mes.wip.snapshot.v1": {
    subject: `site/${SITE}`,
    // Example 3 of §4.5, as closed.
    data: {
      ...totals,
      period: hour,
      currency: "USD",
      count: 1,
      total: openWip,
      orders: [{ order: "PO-1003", item: "FG-100", qty: "200", uom: "EA", state: "IN_PROGRESS", ...openWip }],
    },
  },
  "mes.projection.snapshot.v1": {
    subject: `site/${SITE}`,
    data: {
      ...totals,
      period: hour,
      calculatedAt: "2026-03-31T12:00:09Z",
      count: 1,
      orders: [
        { order: "PO-1003", item: "FG-100", qty: "200", uom: "EA", state: "IN_PROGRESS", received: "50", due: TOMORROW, projectedEnd: "2026-04-01T07:30:00Z", lateSeconds: 5400 },
      ],
    },
  },
  "mes.message.resolved.v1": {
    subject: "PO-1001",
    data: { resolvedId: "0197ad35-0000-7000-8000-000000000002", resolvedType: "mes.production.confirmed.v1", reason: "Booked by hand as document 4711" },
  },
  "mes.reconciliation.snapshot.v1": {
    subject: `site/${SITE}`,
    data: {
      site: SITE,
      date: "2026-03-31",
      revision: 1,
      cause: "DAILY",
      startedAt: "2026-03-31T04:00:00Z",
      endedAt: "2026-03-31T04:00:21Z",
      currency: "USD",
      orders: { compared: 48, leftOut: 0 },
      stock: true,
      matched: 612,
      parts: {
        inTransit: { figures: 4, value: "118.54" },
        rejected: { figures: 1, value: "71.12" },
        timing: { figures: 0, value: "0" },
        rate: { figures: 1, value: "17.25" },
        quantity: { figures: 2, value: "44.3" },
        unexplained: { figures: 1, value: "1.72" },
        accepted: { figures: 0, value: "0" },
      },
      value: "184310.4",
      accuracy: "0.999991",
    },
  },
};

const made = <Type extends InboundType>(type: Type, data: InboundData<Type>): InboundMessage => inboundMessage(type, data, "erp/example", TIME);

/** What example 1 of the domain does not say. */
const HEARD: readonly InboundMessage[] = [
  made("erp.calendar.v1", {
    site: SITE,
    workCentre: null,
    erpVersion: 2,
    shifts: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, shift: "EARLY", from: "06:00", to: "14:00" })),
    exceptions: [{ day: "2026-04-03", text: "Good Friday", shifts: [] }],
  }),
  made("erp.person.v1", {
    site: SITE,
    person: "P-0417",
    erpVersion: 1,
    name: "Operator 0417",
    rateClass: "A2",
    qualifications: [{ capability: "ASSY", validTo: null }],
    status: "ACTIVE",
  }),
  made("erp.stock.v1", {
    site: SITE,
    erpVersion: 1774944000,
    asOf: TIME,
    lines: [{ item: "SEAL-02", lot: "S-1", location: "MAIN", qty: "726", uom: "EA", qualityStatus: "RELEASED", expiresAt: null, unitCost: "0.86" }],
  }),
  made("erp.delivery.v1", {
    site: SITE,
    delivery: "45-1002",
    line: 10,
    erpVersion: 1,
    supplier: "V-100",
    supplierName: "Seal works",
    item: "SEAL-02",
    qty: "500",
    uom: "EA",
    due: TOMORROW,
    status: "OPEN",
  }),
  made("erp.commitment.v1", {
    site: SITE,
    commitment: "SO-1",
    line: 10,
    erpVersion: 1,
    customer: "C-100",
    customerName: "Pump trade",
    item: "FG-100",
    qty: "150",
    uom: "EA",
    due: TOMORROW,
    priorityClass: "A",
    penaltyPerUnitDay: "0.5",
    currency: "USD",
    status: "OPEN",
  }),
  made("erp.salvage.v1", { site: SITE, order: "PO-1001", document: "CR-0005", erpVersion: 1, amount: "12.4", currency: "USD", soldAt: TOMORROW }),
  made("erp.inspection-plan.v1", {
    site: SITE,
    plan: "IP-TORQUE",
    version: "1",
    erpVersion: 1,
    item: "FG-100",
    operation: 20,
    trigger: { kind: "COUNT", everyCount: "50" },
    sampleSize: 3,
    validFrom: "2026-01-01T00:00:00Z",
    validTo: null,
    characteristics: [{ position: 10, name: "Torque", kind: "VARIABLE", uom: "NM", lowerLimit: "9.5", upperLimit: "10", target: "9.8" }],
  }),
];

/** One sample of every message, by its type: published beside the schemas, so that whoever builds the other side can try with them. */
export function samples(): ReadonlyMap<OutboundType | InboundType, OutboundMessage | InboundMessage> {
  const all = new Map<OutboundType | InboundType, OutboundMessage | InboundMessage>();
  for (const [index, [type, { subject, data }]] of Object.entries(SAID).entries()) {
    const message = OutboundMessage.parse({
      id: `0197ad35-0000-7000-8000-${String(index + 1).padStart(12, "0")}`,
      source: `mes/${SITE}`,
      type,
      subject,
      time: TIME,
      recordtime: SHORTLY_AFTER,
      sequence: 17,
      correlationid: subject,
      causationid: "0197ad35-0000-7000-8000-0000000000c0",
      data,
    });
    all.set(message.type, message);
  }
  for (const message of [...example1(SITE), ...HEARD]) if (!all.has(message.type)) all.set(message.type, message);
  return all;
}
