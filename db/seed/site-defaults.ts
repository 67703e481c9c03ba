type Reason = readonly [code: string, name: string, cls: ReasonClass, valuation: "NORMAL" | "ABNORMAL"];
type ReasonClass = "FAILURE" | "CHANGEOVER" | "MATERIAL" | "QUALITY" | "OPERATOR" | "PLANNED" | "EXTERNAL" | "OTHER";

/** Seed reason codes of domain §2.5; a company edits them from there. */
export const STOP_REASONS: readonly Reason[] = [
  ["BRK-MECH", "Mechanical breakdown", "FAILURE", "ABNORMAL"],
  ["BRK-ELEC", "Electrical breakdown", "FAILURE", "ABNORMAL"],
  ["CHG-OVER", "Changeover", "CHANGEOVER", "NORMAL"],
  ["CHG-CLEAN", "Cleaning", "CHANGEOVER", "NORMAL"],
  ["MAT-WAIT", "Waiting for material", "MATERIAL", "ABNORMAL"],
  ["MAT-DEFECT", "Material defect", "MATERIAL", "ABNORMAL"],
  ["QA-WAIT", "Waiting for quality", "QUALITY", "ABNORMAL"],
  ["OP-ABSENT", "No operator", "OPERATOR", "ABNORMAL"],
  ["PM", "Planned maintenance", "PLANNED", "NORMAL"],
  ["BREAK", "Break", "PLANNED", "NORMAL"],
  ["MEETING", "Meeting", "PLANNED", "NORMAL"],
  ["UTIL-LOSS", "Utility lost", "EXTERNAL", "ABNORMAL"],
];

export const SCRAP_REASONS: readonly Reason[] = [
  ["FILL", "Fill level", "QUALITY", "ABNORMAL"],
  ["LABEL", "Label", "QUALITY", "ABNORMAL"],
  ["SURFACE", "Surface", "QUALITY", "ABNORMAL"],
  ["DIM", "Dimension", "QUALITY", "ABNORMAL"],
  ["CONTAM", "Contamination", "QUALITY", "ABNORMAL"],
  ["HANDLING", "Handling", "OPERATOR", "ABNORMAL"],
  ["STARTUP", "Start-up", "CHANGEOVER", "NORMAL"],
  ["SAMPLE", "Sample", "QUALITY", "NORMAL"],
];

export const CORRECTION_REASONS: readonly Reason[] = [
  ["MISKEY", "Typed wrong", "OTHER", "NORMAL"],
  ["WRONG-LOT", "Wrong lot", "OTHER", "NORMAL"],
  ["WRONG-ORDER", "Wrong order", "OTHER", "NORMAL"],
  ["DUPLICATE", "Recorded twice", "OTHER", "NORMAL"],
  ["LATE-INFO", "Known later", "OTHER", "NORMAL"],
];

/** What people do on no order (§2.1 LabourBooking): it is paid and makes nothing. */
export const INDIRECT_REASONS: readonly Reason[] = [
  ["CLEANING", "Cleaning", "PLANNED", "NORMAL"],
  ["MEETING", "Meeting", "PLANNED", "NORMAL"],
  ["TRAINING", "Training", "PLANNED", "NORMAL"],
  ["WAITING", "Waiting for work", "OPERATOR", "ABNORMAL"],
  ["UPKEEP", "Upkeep", "PLANNED", "NORMAL"],
  ["TRANSPORT", "Moving material", "MATERIAL", "NORMAL"],
  ["OTHER", "Other work", "OTHER", "NORMAL"],
];

type Policy = {
  readonly messageType: string;
  readonly direction: "IN" | "OUT";
  readonly mode: "EVENT" | "BATCH";
  readonly schedule: string | null;
  readonly bundle: number | null;
  readonly priority: number;
  readonly targetSeconds: number;
};

const event = (messageType: string, direction: "IN" | "OUT", priority: number, targetSeconds: number): Policy => ({
  messageType,
  direction,
  mode: "EVENT",
  schedule: null,
  bundle: null,
  priority,
  targetSeconds,
});

/** Told to the ERP every minute in one call, or as soon as fifty wait. */
const together = (messageType: string, priority: number, targetSeconds: number): Policy => ({
  ...event(messageType, "OUT", priority, targetSeconds),
  mode: "BATCH",
  schedule: "* * * * *",
  bundle: 50,
});

/** Integration policy as shipped (domain §8.1): what must be acted on now is told at once; IT may change every line. */
export const DEFAULT_POLICIES: readonly Policy[] = [
  event("mes.line.down.v1", "OUT", 0, 15),
  event("mes.line.restored.v1", "OUT", 0, 15),
  event("mes.exception.raised.v1", "OUT", 0, 15),
  event("mes.exception.resolved.v1", "OUT", 0, 15),
  event("mes.lot.held.v1", "OUT", 0, 15),
  event("mes.lot.released.v1", "OUT", 0, 15),
  event("mes.production.confirmed.v1", "OUT", 1, 60),
  event("mes.material.issued.v1", "OUT", 1, 60),
  event("mes.material.scrapped.v1", "OUT", 1, 60),
  event("mes.production.received.v1", "OUT", 1, 60),
  event("mes.entry.reversed.v1", "OUT", 1, 60),
  event("mes.order.status.v1", "OUT", 1, 60),
  event("mes.order.acknowledged.v1", "OUT", 1, 60),
  event("mes.shift-production.proposed.v1", "OUT", 1, 60),
  event("mes.message.resolved.v1", "OUT", 1, 60),
  together("mes.quality.recorded.v1", 2, 300),
  together("mes.genealogy.recorded.v1", 2, 300),
  together("mes.labour.totals.v1", 3, 1_800),
  together("mes.shift.kpi.v1", 3, 1_800),
  together("mes.wip.snapshot.v1", 3, 1_800),
  together("mes.projection.snapshot.v1", 3, 1_800),
  together("mes.reconciliation.snapshot.v1", 3, 1_800),
  event("erp.order.v1", "IN", 1, 60),
  event("erp.lot.v1", "IN", 1, 60),
  event("erp.stock.v1", "IN", 1, 60),
  ...[
    "erp.item.v1",
    "erp.bom.v1",
    "erp.routing.v1",
    "erp.work-centre.v1",
    "erp.calendar.v1",
    "erp.person.v1",
    "erp.inspection-plan.v1",
    "erp.rate.v1",
    "erp.standard-cost.v1",
    "erp.price.v1",
    "erp.commitment.v1",
    "erp.delivery.v1",
    "erp.salvage.v1",
  ].map((type) => event(type, "IN", 2, 900)),
];
